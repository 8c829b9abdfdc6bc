package io.sojourn.cluster;

import io.sojourn.engine.Applier;
import io.sojourn.engine.LogException;
import io.sojourn.engine.LogStatus;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of several nodes: an entry is done when it is on the disks of a majority and applied
 * here.
 *
 * <p>Apache Ratis keeps the log, and nothing more is asked of it than that. Any node may lead, and
 * the others follow. {@link #cluster} says who is a member and changes it.
 *
 * <p>A write or sync that fails fails the log of this node for good, and the others go on. So does
 * a damaged log: it does not open.
 */
public final class RatisLog implements ReplicatedLog {

  static final Logger log = LoggerFactory.getLogger(RatisLog.class);

  /**
   * While one entry is on its way the next one may be, too. With more of them each is smaller, and
   * it is the number of entries that a node's processors have to bear.
   */
  private static final int DEPTH = 2;

  private final NodeFolder folder;
  private final NodeAddress self;
  private final List<NodeAddress> peers;
  private final RatisLogOptions options;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("sojourn-log-files").daemon(true).factory());
  private final Snapshots snapshots;
  private final Appends appends = new Appends(this::refusal);

  private final LastCommit lastCommit = new LastCommit(this::readBarrier, System::nanoTime);

  private final Standing standing = new Standing();

  /** Held while Ratis ends, which waits for threads that may want to change how the log stands. */
  private final Object ending = new Object();

  private volatile @Nullable RoleWatch roles;
  private volatile @Nullable RatisNode node;
  private volatile int members = 1;
  private volatile int behaviour;
  private boolean over;

  private RatisLog(
      Path folder, NodeAddress self, List<NodeAddress> peers, RatisLogOptions options) {
    this.folder = new NodeFolder(folder);
    this.self = self;
    this.peers = List.copyOf(peers);
    this.options = options;
    this.snapshots = new Snapshots(options.sizes().snapshotAfterBytes(), background);
  }

  /**
   * The log of a node of a new cluster, or one that goes on. Nodes that are started with the same
   * peers are a cluster; no more is needed to make one. Nothing is touched before the start.
   *
   * @param folder of this node alone, created if need be
   * @param self the node's name and where its log listens
   * @param peers the first members, this node among them. A node that goes on is given these again,
   *     or those that it has by now; their addresses may have changed
   * @throws IllegalArgumentException if the peers are not distinct, or this node is not among them
   */
  public static RatisLog of(
      Path folder, NodeAddress self, List<NodeAddress> peers, RatisLogOptions options) {
    NodeAddress.requireDistinct(peers);
    if (!peers.contains(self)) {
      throw new IllegalArgumentException("node " + self + " is not among the peers " + peers);
    }
    return new RatisLog(folder, self, peers, options);
  }

  /**
   * The log of a node that waits until a cluster adds it ({@link Cluster#add}), or goes on in the
   * cluster that once did. Until then it follows nobody.
   */
  public static RatisLog joining(Path folder, NodeAddress self, RatisLogOptions options) {
    return new RatisLog(folder, self, List.of(), options);
  }

  /**
   * Makes a node that was on its own the first member of a cluster: fills an empty folder so that
   * the log of {@code self}, alone, begins with a state. Started with {@link #of} it goes on from
   * there, with indexes after the state's, and other nodes can be added. After a crash in between
   * the folder is not used yet, and this can be done again.
   *
   * @param index the last entry that the state contains, at least 1
   * @param snapshot the state, as {@link Applier#restore} wants it; read to its end, not closed
   * @throws LogException.Foreign if the folder is of a cluster already
   */
  public static void adopt(Path folder, NodeAddress self, long index, InputStream snapshot)
      throws IOException {
    new Adoption(folder, self).run(index, snapshot);
  }

  /**
   * Restores the newest usable snapshot, takes part in the cluster, and returns. Entries that the
   * node has but that may not be committed are applied only when a leader says so; the role comes
   * later, on any thread.
   *
   * @throws LogException.Foreign if the folder belongs to another node or cluster
   */
  @Override
  public synchronized void start(Applier applier, Consumer<Role> roles) throws IOException {
    standing.requireNew();
    requireSafe();
    this.roles = new RoleWatch(self.id(), roles);
    try {
      folder.open(self.id(), peers);
      RatisNode made =
          new RatisNode(folder, self, peers, options, applier, snapshots, new Watching());
      node = made;
      standing.run();
      made.start();
    } catch (IOException | RuntimeException | Error e) {
      LogException.Failed why = standing.failure();
      close();
      throw RatisNode.cannotOpen(why == null ? e : why);
    }
    changed();
  }

  private void requireSafe() throws IOException {
    List<NodeAddress> known = new ArrayList<>(peers.isEmpty() ? List.of(self) : peers);
    options.network().listen().ifPresent(known::add);
    for (NodeAddress node : known) {
      if (!options.network().allows(node)) {
        throw new IOException(
            "node "
                + node
                + " is not on this machine, and there is no TLS: whoever reaches the"
                + " port could take the cluster over. Give each node a certificate.");
      }
    }
  }

  /**
   * Says what the program around this log can do, for the other nodes to ask: see {@link
   * Cluster#behaviours}. Any thread; best before the start.
   *
   * @param newest the newest version of the kernel's behaviour that it knows, from 1
   */
  public void announce(int newest) {
    if (newest < 1) {
      throw new IllegalArgumentException("versions of the behaviour count from 1");
    }
    behaviour = newest;
  }

  /** What was announced; 0 before that. */
  int announced() {
    return behaviour;
  }

  /** What Ratis and the machine report. */
  private final class Watching implements LogMachine.Events {
    @Override
    public void changed() {
      RatisLog.this.changed();
    }

    @Override
    public void members(Collection<RaftProtos.RaftPeerProto> now) {
      RatisNode running = node;
      if (running != null) {
        running.members(now);
      }
    }

    @Override
    public boolean isOwn(RaftClientRequest request) {
      return appends.isOwn(request);
    }

    @Override
    public void entering(RaftClientRequest request) {
      appends.entering(request);
    }

    @Override
    public int behaviour() {
      return behaviour;
    }

    @Override
    public void failed(String reason, @Nullable Throwable cause) {
      fail(reason, cause);
    }

    @Override
    public void ended() {
      if (standing.isRunning()) {
        RatisNode running = node;
        boolean removed = running != null && running.wasRemoved();
        fail(
            removed
                ? "this node was removed from the cluster"
                : "Ratis has ended; it may be that this node was removed from the cluster",
            null);
      }
    }
  }

  private void changed() {
    RoleWatch watch = roles;
    RatisNode running = node;
    RaftServer.Division division = running == null ? null : running.running();
    if (watch == null || division == null || !standing.isRunning()) {
      return;
    }
    members = Math.max(1, division.getRaftConf().getAllPeers().size());
    watch.look(division.getInfo());
  }

  private void fail(String reason, @Nullable Throwable cause) {
    LogException.Failed why = standing.fail(reason, cause);
    if (why == null) {
      return;
    }
    log.error("the log has failed: {}", why.getMessage(), cause);
    snapshots.abandon();
    RoleWatch watch = roles;
    if (watch != null) {
      watch.stopped(why);
    }
    // Not on this thread: it may be one that the end of Ratis waits for.
    Thread.ofPlatform().name("sojourn-log-end").daemon(true).start(this::end);
  }

  /** Ends Ratis, once; a second call waits until it has ended. */
  private void end() {
    synchronized (ending) {
      RatisNode running = node;
      if (running != null && !over) {
        running.close();
        appends.end();
      }
      over = true;
    }
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    RatisNode running = node;
    RaftGroupId to = running == null ? null : running.group();
    RoleWatch watch = roles;
    if (standing.isRunning() && entry.remaining() > options.sizes().entryBytesMax()) {
      return CompletableFuture.failedStage(
          new LogException.TooLarge(entry.remaining(), options.sizes().entryBytesMax()));
    }
    if (!standing.isRunning() || running == null || to == null || watch == null || !watch.leads()) {
      return CompletableFuture.failedStage(refusal());
    }
    lastCommit.appending();
    return appends.append(running.server(), to, entry);
  }

  /** Why an entry is refused that did not get into the log. */
  private LogException refusal() {
    RoleWatch watch = roles;
    return standing.refusal(watch == null ? Optional.empty() : watch.leader());
  }

  @Override
  public int pipelineDepth() {
    return DEPTH;
  }

  /** Works on any member that reaches the leader, on the leader if it reaches a majority. */
  @Override
  public CompletionStage<Long> readBarrier() {
    RatisNode running = node;
    RaftGroupId from = running == null ? null : running.group();
    if (!standing.isRunning() || running == null || from == null || running.running() == null) {
      return CompletableFuture.failedStage(refusal());
    }
    return appends.read(running.server(), from);
  }

  @Override
  public boolean housekeep() {
    RatisNode running = node;
    LogMachine machine = running == null ? null : running.machine();
    if (!standing.isRunning() || running == null || machine == null) {
      return false;
    }
    changed();
    boolean more;
    try {
      more = snapshots.housekeep(machine);
    } catch (RuntimeException | Error e) {
      fail("the machine failed in a snapshot at index " + machine.lastIndex(), e);
      return false;
    }
    if (snapshots.takeNews()) {
      running.tellOfSnapshot(appends);
    }
    boolean untold = members > 1 && appends.isIdle() && lastCommit.housekeep();
    return more || untold;
  }

  @Override
  public void requestSnapshot() {
    snapshots.request();
  }

  @Override
  public LogStatus status() {
    RatisNode running = node;
    LogMachine machine = running == null ? null : running.machine();
    long last = machine == null ? 0 : machine.lastIndex();
    long first = running == null ? -1 : running.firstIndex();
    return new LogStatus(
        standing.state(),
        first < 0 ? last + 1 : Math.max(1, first),
        last,
        snapshots.index(),
        machine == null ? 0 : machine.bytesSinceSnapshot(),
        snapshots.isUnderWay(),
        Optional.ofNullable(snapshots.failure()),
        Optional.ofNullable(standing.failure()).map(Throwable::getMessage));
  }

  /** The members, and how to change them. */
  public Cluster cluster() {
    return new Cluster(this);
  }

  /** This node's part in Ratis, or null before the start and after the end. */
  @Nullable RatisNode node() {
    return standing.isRunning() ? node : null;
  }

  Appends calls() {
    return appends;
  }

  NodeAddress self() {
    return self;
  }

  RatisLogOptions options() {
    return options;
  }

  @Override
  public void close() {
    if (!standing.close()) {
      return;
    }
    snapshots.abandon();
    end();
    background.close();
    folder.close();
  }
}
