package io.sojourn.cluster;

import io.sojourn.engine.Applier;
import io.sojourn.engine.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/** The server of Ratis in this process, with the one group that this node is in, or will be. */
final class RatisNode {

  /** What Ratis brings with it logs by java.util.logging. Held, since nobody else holds it. */
  private static final java.util.logging.Logger SHADED =
      java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty");

  static {
    SHADED.setLevel(java.util.logging.Level.WARNING);
    // Ratis ends the process when it can not listen, and on an exception that nobody catches in any
    // thread of it: as a part of a program it may do neither.
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
  private static final long SNAPSHOT_TIMEOUT_MILLIS = 10_000;

  private final NodeFolder folder;
  private final NodeAddress self;
  private final List<NodeAddress> peers;
  private final RatisLogOptions options;
  private final Applier applier;
  private final Snapshots snapshots;
  private final LogMachine.Events events;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final RaftServer server;
  private volatile @Nullable RaftGroupId group;
  private volatile @Nullable LogMachine machine;

  RatisNode(
      NodeFolder folder,
      NodeAddress self,
      List<NodeAddress> peers,
      RatisLogOptions options,
      Applier applier,
      Snapshots snapshots,
      LogMachine.Events events)
      throws IOException {
    this.folder = folder;
    this.self = self;
    this.peers = peers;
    this.options = options;
    this.applier = applier;
    this.snapshots = snapshots;
    this.events = events;
    this.server = build();
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
      RaftGroupId of = RaftGroupId.valueOf(cluster);
      group = of;
      builder
          .setGroup(RaftGroup.valueOf(of, peers.stream().map(RatisNode::peer).toList()))
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
    try {
      folder.belong(
          self.id(), of.getUuid(), folder.cluster() == null ? Set.of(self.id()) : folder.members());
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    group = of;
    LogMachine made = new LogMachine(applier, snapshots, events);
    machine = made;
    return made;
  }

  void start() throws IOException {
    server.start();
  }

  RaftServer server() {
    return server;
  }

  /** The group that this node is in, or null while no cluster has added it. */
  @Nullable RaftGroupId group() {
    return group;
  }

  /** The machine in that group, or null while there is none. */
  @Nullable LogMachine machine() {
    return machine;
  }

  /** This node's part in its group, or null while it has none. */
  RaftServer.@Nullable Division division() {
    RaftGroupId of = group;
    LogMachine made = machine;
    if (of == null || made == null || !made.getServer().isDone()) {
      return null; // Ratis may still be at making it, and asking for it would wait for that.
    }
    try {
      return server.getDivision(of);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The same once its log is open, until it ends: before that Ratis knows neither log nor members.
   */
  RaftServer.@Nullable Division running() {
    RaftServer.Division division = division();
    return division != null && division.getInfo().getLifeCycleState().isRunning() ? division : null;
  }

  /** The oldest entry that is kept; below 0 if none is, or while the log is not open. */
  long firstIndex() {
    RaftServer.Division division = running();
    try {
      return division == null ? -1 : division.getRaftLog().getStartIndex();
    } catch (IllegalStateException closedMeanwhile) {
      return -1;
    }
  }

  /** Whether the newest members that this node has heard of are without it. */
  boolean wasRemoved() {
    RaftServer.Division division = running();
    return division != null
        && division.getRaftConf().getCurrentPeers().stream()
            .noneMatch(peer -> peer.getId().equals(server.getId()));
  }

  /** Writes down who is a member, for the next start. */
  void members(Collection<RaftProtos.RaftPeerProto> now) {
    Set<String> names = new TreeSet<>();
    now.forEach(peer -> names.add(peer.getId().toStringUtf8()));
    RaftGroupId of = group;
    if (of == null || !names.contains(self.id())) {
      return; // From before this node was added, or after it was removed.
    }
    try {
      folder.belong(self.id(), of.getUuid(), names);
    } catch (IOException e) {
      RatisLog.log.warn("could not write down the members {}", names, e);
    }
  }

  /** Lets Ratis ask the machine for its newest snapshot, and forget what that makes superfluous. */
  void tellOfSnapshot(Appends calls) {
    RaftGroupId of = group;
    if (of == null) {
      return;
    }
    CompletionStage<RaftClientReply> told =
        server.snapshotManagementAsync(
            SnapshotManagementRequest.newCreate(
                calls.client(), server.getId(), of, calls.nextCall(), SNAPSHOT_TIMEOUT_MILLIS, 1));
    told.whenComplete(
        (reply, failed) -> {
          if (failed != null && !ended.isDone()) {
            RatisLog.log.warn("the log could not be shortened after a snapshot", failed);
          }
        });
  }

  /** Ends Ratis; returns when it has ended. Any thread that Ratis does not wait for may call. */
  void close() {
    RaftServer.Division division = division();
    try {
      server.close();
      awaitEnd(division);
    } catch (IOException | RuntimeException e) {
      RatisLog.log.warn("Ratis did not end cleanly", e);
    }
    ended.complete(null);
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

  /** What stands in the way of a start, as the port of the logs says it. */
  static IOException cannotOpen(Throwable why) {
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof LogException known && !(known instanceof LogException.Failed)) {
        return known;
      }
    }
    return new IOException("the log can not be opened: " + why, why);
  }
}
