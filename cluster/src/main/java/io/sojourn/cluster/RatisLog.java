package io.sojourn.cluster;

import io.sojourn.engine.Applier;
import io.sojourn.engine.LogException;
import io.sojourn.engine.LogStatus;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of several nodes: an entry is done when it is on the disks of a majority and applied
 * here.
 *
 * <p>Apache Ratis keeps the log, and nothing more is asked of it than that. Any node may lead, and
 * the others follow.
 *
 * <p>A write or sync that fails fails the log of this node for good, and the others go on. So does
 * a damaged log: it does not open.
 */
public final class RatisLog implements ReplicatedLog {

  static final Logger log = LoggerFactory.getLogger(RatisLog.class);

  /** What Ratis brings with it logs by java.util.logging. Held, since nobody else holds it. */
  private static final java.util.logging.Logger SHADED =
      java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty");

  static {
    SHADED.setLevel(java.util.logging.Level.WARNING);
  }

  private static final int DEPTH_ALONE = 2;
  private static final int DEPTH_TOGETHER = 4;
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
  private static final long READ_TIMEOUT_SECONDS = 10;
  private static final long SNAPSHOT_TIMEOUT_MILLIS = 10_000;

  private final NodeFolder folder;
  private final NodeAddress self;
  private final List<NodeAddress> peers;
  private final RatisLogOptions options;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("sojourn-log-files").daemon(true).factory());
  private final Snapshots snapshots;
  private final Appends appends = new Appends(this::refusal);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private @Nullable Applier applier;
  private volatile @Nullable RoleWatch roles;
  private volatile @Nullable RaftServer server;
  private volatile @Nullable RaftGroupId group;
  private volatile @Nullable LogMachine machine;
  private volatile int members = 1;
  private volatile LogStatus.State state = LogStatus.State.NEW;
  private volatile LogException.@Nullable Failed failure;

  private RatisLog(
      Path folder, NodeAddress self, List<NodeAddress> peers, RatisLogOptions options) {
    this.folder = new NodeFolder(folder);
    this.self = self;
    this.peers = List.copyOf(peers);
    this.options = options;
    this.snapshots = new Snapshots(options.snapshotAfterBytes(), background);
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
   * Restores the newest usable snapshot, takes part in the cluster, and returns. Entries that the
   * node has but that may not be committed are applied only when a leader says so; the role comes
   * later, on any thread.
   *
   * @throws LogException.Foreign if the folder belongs to another node or cluster
   */
  @Override
  public synchronized void start(Applier applier, Consumer<Role> roles) throws IOException {
    if (state != LogStatus.State.NEW) {
      throw new IllegalStateException("a log is started once");
    }
    requireSafe();
    this.applier = applier;
    this.roles = new RoleWatch(self.id(), roles);
    try {
      folder.open(self.id(), peers);
      RaftServer built = build();
      server = built;
      state = LogStatus.State.RUNNING;
      built.start();
    } catch (IOException | RuntimeException | Error e) {
      LogException.Failed why = failure;
      close();
      throw cannotOpen(why == null ? e : why);
    }
    changed();
  }

  private void requireSafe() throws IOException {
    for (NodeAddress node : peers.isEmpty() ? List.of(self) : peers) {
      if (!options.allows(node)) {
        throw new IOException(
            "node "
                + node
                + " is not on this machine, and there is no TLS: whoever reaches the"
                + " port could take the cluster over. Give each node a certificate.");
      }
    }
  }

  private RaftServer build() throws IOException {
    UUID cluster = folder.cluster();
    boolean alone = cluster != null && Math.max(folder.members().size(), peers.size()) == 1;
    RaftServer.Builder builder =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(self.id()))
            .setProperties(
                RatisSettings.server(folder.raft(), folder.removed(), self, alone, options))
            .setParameters(RatisSettings.parameters(options))
            .setStateMachineRegistry(this::machineOf);
    if (cluster != null) {
      group = RaftGroupId.valueOf(cluster);
      builder
          .setGroup(
              RaftGroup.valueOf(
                  RaftGroupId.valueOf(cluster), peers.stream().map(RatisLog::peer).toList()))
          .setOption(
              Files.isDirectory(folder.group(cluster))
                  ? RaftStorage.StartupOption.RECOVER
                  : RaftStorage.StartupOption.FORMAT);
    }
    return builder.build();
  }

  static RaftPeer peer(NodeAddress node) {
    return RaftPeer.newBuilder().setId(node.id()).setAddress(node.hostAndPort()).build();
  }

  /** Called by Ratis for the group of this node: at the start, or when a cluster adds the node. */
  private StateMachine machineOf(RaftGroupId of) {
    Applier to = applier;
    if (to == null) {
      throw new IllegalStateException("the log is not started");
    }
    try {
      folder.belong(
          self.id(), of.getUuid(), folder.cluster() == null ? Set.of(self.id()) : folder.members());
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    group = of;
    LogMachine made = new LogMachine(to, snapshots, new Watching());
    machine = made;
    return made;
  }

  private static IOException cannotOpen(Throwable why) {
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof LogException known && !(known instanceof LogException.Failed)) {
        return known;
      }
    }
    return new IOException("the log can not be opened: " + why, why);
  }

  /** What Ratis and the machine report. */
  private final class Watching implements LogMachine.Events {
    @Override
    public void changed() {
      RatisLog.this.changed();
    }

    @Override
    public void members(Collection<RaftProtos.RaftPeerProto> now) {
      Set<String> names = new TreeSet<>();
      now.forEach(peer -> names.add(peer.getId().toStringUtf8()));
      RaftGroupId of = group;
      if (of == null || !names.contains(self.id())) {
        return; // From before this node was added, or after it was removed.
      }
      try {
        folder.belong(self.id(), of.getUuid(), names);
      } catch (IOException e) {
        log.warn("could not write down the members {}", names, e);
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
    public void failed(String reason, @Nullable Throwable cause) {
      fail(reason, cause);
    }

    @Override
    public void ended() {
      if (state == LogStatus.State.RUNNING) {
        fail(wasRemoved() ? "this node was removed from the cluster" : "the log ended", null);
      }
    }
  }

  private void changed() {
    RoleWatch watch = roles;
    RaftServer.Division division = division();
    if (watch == null || division == null || state != LogStatus.State.RUNNING) {
      return;
    }
    members = Math.max(1, division.getRaftConf().getAllPeers().size());
    watch.look(division.getInfo());
  }

  /** This node's part in its group, or null while it has none. */
  RaftServer.@Nullable Division division() {
    RaftServer running = server;
    RaftGroupId of = group;
    LogMachine made = machine;
    if (running == null || of == null || made == null) {
      return null;
    }
    if (!made.getServer().isDone()) {
      return null; // Ratis is still at making it, and asking for it would wait for that.
    }
    try {
      return running.getDivision(of);
    } catch (IOException e) {
      return null;
    }
  }

  private boolean wasRemoved() {
    RaftServer.Division division = division();
    return division != null
        && division.getRaftConf().getPeer(RaftPeerId.valueOf(self.id())) == null;
  }

  private void fail(String reason, @Nullable Throwable cause) {
    LogException.Failed why;
    synchronized (ended) {
      if (state != LogStatus.State.RUNNING) {
        return;
      }
      why = new LogException.Failed(reason + "; mend that, then start the node again", cause);
      failure = why;
      state = LogStatus.State.FAILED;
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

  /** Ends Ratis, once. */
  private void end() {
    RaftServer running;
    RaftServer.Division division = division();
    synchronized (ended) {
      running = server;
      server = null;
    }
    if (running != null) {
      try {
        running.close();
        awaitEnd(division);
      } catch (IOException | RuntimeException e) {
        log.warn("Ratis did not end cleanly", e);
      } finally {
        appends.end();
        ended.complete(null);
      }
    }
  }

  /** When Ratis ends a group by itself, it says that it has ended before its files are closed. */
  private static void awaitEnd(RaftServer.@Nullable Division division) {
    long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
    while (division != null
        && division.getInfo().getLifeCycleState() == LifeCycle.State.CLOSING
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    RaftServer running = server;
    RaftGroupId to = group;
    RoleWatch watch = roles;
    if (state != LogStatus.State.RUNNING || running == null) {
      return CompletableFuture.failedStage(refusal());
    }
    if (entry.remaining() > options.entryBytesMax()) {
      return CompletableFuture.failedStage(
          new LogException.TooLarge(entry.remaining(), options.entryBytesMax()));
    }
    if (to == null || watch == null || !watch.leads()) {
      return CompletableFuture.failedStage(refusal());
    }
    return appends.append(running, to, entry);
  }

  /** Why an entry is refused that did not get into the log. */
  private LogException refusal() {
    if (state == LogStatus.State.NEW) {
      throw new IllegalStateException("the log is not started");
    }
    LogException.Failed why = failure;
    if (why != null) {
      return why;
    }
    if (state == LogStatus.State.CLOSED) {
      return new LogException.Failed("the log is closed", null);
    }
    RoleWatch watch = roles;
    return new LogException.NotLeader(watch == null ? null : watch.leader().orElse(null));
  }

  @Override
  public int pipelineDepth() {
    return members == 1 ? DEPTH_ALONE : DEPTH_TOGETHER;
  }

  /** Works on any member that reaches the leader, on the leader if it reaches a majority. */
  @Override
  public CompletionStage<Long> readBarrier() {
    RaftServer running = server;
    RaftGroupId from = group;
    if (state != LogStatus.State.RUNNING || running == null || division() == null || from == null) {
      return CompletableFuture.failedStage(refusal());
    }
    CompletableFuture<Long> late = new CompletableFuture<>();
    CompletionStage<Long> read =
        appends.read(running, from).orTimeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    read.whenComplete(
        (index, failed) -> {
          if (failed == null) {
            late.complete(index);
          } else {
            late.completeExceptionally(failed instanceof LogException known ? known : refusal());
          }
        });
    return late;
  }

  @Override
  public boolean housekeep() {
    LogMachine running = machine;
    if (state != LogStatus.State.RUNNING || running == null) {
      return false;
    }
    changed();
    boolean more;
    try {
      more = snapshots.housekeep(running);
    } catch (RuntimeException | Error e) {
      fail("the machine failed in a snapshot at index " + running.lastIndex(), e);
      return false;
    }
    if (snapshots.takeNews()) {
      tellOfSnapshot();
    }
    return more;
  }

  /** Lets Ratis ask the machine for its newest snapshot, and forget what that makes superfluous. */
  private void tellOfSnapshot() {
    RaftServer running = server;
    RaftGroupId of = group;
    if (running == null || of == null) {
      return;
    }
    CompletionStage<RaftClientReply> told =
        running.snapshotManagementAsync(
            SnapshotManagementRequest.newCreate(
                appends.client(),
                running.getId(),
                of,
                appends.nextCall(),
                SNAPSHOT_TIMEOUT_MILLIS,
                1));
    told.whenComplete(
        (reply, failed) -> {
          if (failed != null && state == LogStatus.State.RUNNING) {
            log.warn("the log could not be shortened after a snapshot", failed);
          }
        });
  }

  @Override
  public void requestSnapshot() {
    snapshots.request();
  }

  @Override
  public LogStatus status() {
    LogMachine running = machine;
    long last = running == null ? 0 : running.lastIndex();
    RaftServer.Division division = division();
    long first = division == null ? 1 : division.getRaftLog().getStartIndex();
    return new LogStatus(
        state,
        first < 0 ? last + 1 : Math.max(1, first),
        last,
        snapshots.index(),
        running == null ? 0 : running.bytesSinceSnapshot(),
        snapshots.isUnderWay(),
        Optional.ofNullable(snapshots.failure()),
        Optional.ofNullable(failure).map(Throwable::getMessage));
  }

  @Override
  public void close() {
    boolean started;
    synchronized (ended) {
      if (state == LogStatus.State.CLOSED) {
        return;
      }
      started = state == LogStatus.State.FAILED || server != null;
      state = LogStatus.State.CLOSED;
    }
    snapshots.abandon();
    if (started) {
      end();
      ended.join();
    }
    background.close();
    folder.close();
  }
}
