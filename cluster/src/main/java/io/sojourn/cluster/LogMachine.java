package io.sojourn.cluster;

import io.sojourn.engine.Applier;
import io.sojourn.engine.SnapshotSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/*
 * The machine as Ratis sees it: hands entries to the applier, in order, and finds and restores
 * snapshots.
 *
 * Ratis calls from many threads. Entries and reinitialize() come from its updater thread. pause()
 * comes from the thread that receives a snapshot, beside an entry that is just being applied. So:
 *
 * - One lock holds "apply an entry and note its index" together against "begin a capture", so that
 *   a snapshot knows which entry it ends with. The last entry of the machine counts, not the
 *   entries that Ratis writes for itself.
 * - pause() really pauses. The base class does nothing there, and Ratis then refuses to load what it
 *   received and closes the node.
 * - pause() also syncs what was received. Ratis does not, and lets go of its log right after.
 * - An exception out of apply must leave this class as an exception: a failed future is only logged,
 *   and Ratis goes on with the next entry.
 */
final class LogMachine extends BaseStateMachine {

  /** What is told to the log about this machine. */
  interface Events {
    /** Something happened that may have changed the role or the members. */
    void changed();

    /** The members of a configuration that is committed. */
    void members(Collection<RaftProtos.RaftPeerProto> members);

    /** Whether an entry comes from this process. */
    boolean isOwn(RaftClientRequest request);

    /** An entry of this process goes into the log now. */
    void entering(RaftClientRequest request);

    /** The newest behaviour that the program around the log knows; 0 if nobody said. */
    int behaviour();

    /** This node can not go on. */
    void failed(String reason, @Nullable Throwable cause);

    /** Ratis has ended, for whatever reason. */
    void ended();
  }

  /**
   * The beginning of a snapshot.
   *
   * @param at the last entry that it contains
   */
  record Capture(Path folder, TermIndex at, SnapshotSource source) {}

  private static final CompletableFuture<Message> DONE =
      CompletableFuture.completedFuture(Message.EMPTY);

  private final Applier applier;
  private final Snapshots snapshots;
  private final Events events;
  private final SnapshotFolder folder = new SnapshotFolder();
  private final Object applying = new Object();
  private volatile TermIndex lastEntry = TermIndex.valueOf(0, 0);
  private volatile long bytesSinceSnapshot;

  LogMachine(Applier applier, Snapshots snapshots, Events events) {
    this.applier = applier;
    this.snapshots = snapshots;
    this.events = events;
  }

  /** The last entry that the machine has applied; 0 before the first. */
  long lastIndex() {
    return lastEntry.getIndex();
  }

  long bytesSinceSnapshot() {
    return bytesSinceSnapshot;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              super.initialize(server, group, storage);
              folder.init(storage);
              load();
              folder.forgetAside();
            },
            IOException.class);
  }

  @Override
  public void pause() {
    snapshots.abandon();
    try {
      Durably.syncTree(folder.receiving());
    } catch (IOException e) {
      throw new UncheckedIOException("a received snapshot could not be synced", e);
    }
    if (getLifeCycleState() == LifeCycle.State.RUNNING) {
      getLifeCycle().transition(LifeCycle.State.PAUSING);
      getLifeCycle().transition(LifeCycle.State.PAUSED);
    }
  }

  @Override
  public void reinitialize() throws IOException {
    try {
      getLifeCycle().startAndTransition(this::load, IOException.class);
      Durably.syncNames(folder.folder());
    } catch (IOException | RuntimeException | Error e) {
      events.failed("a snapshot from another node could not be loaded: " + e.getMessage(), e);
      throw e;
    }
    events.changed();
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo newest = folder.findNewest();
    if (newest == null) {
      return;
    }
    synchronized (applying) {
      try (InputStream content = Files.newInputStream(newest.getFile().getPath())) {
        applier.restore(newest.getIndex(), content);
      }
      lastEntry = newest.getTermIndex();
      bytesSinceSnapshot = 0;
    }
    setLastAppliedTermIndex(newest.getTermIndex());
    snapshots.restored(newest.getIndex());
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    TransactionContext transaction =
        TransactionContext.newBuilder()
            .setStateMachine(this)
            .setClientRequest(request)
            .setLogData(request.getMessage().getContent())
            .build();
    if (!events.isOwn(request)) {
      transaction.setException(
          new StateMachineException("entries come from the leader's own process only"));
    }
    return transaction;
  }

  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) {
    events.entering(transaction.getClientRequest());
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    RaftProtos.LogEntryProto entry = transaction.getLogEntry();
    TermIndex at = TermIndex.valueOf(entry.getTerm(), entry.getIndex());
    ByteBuffer content = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
    int length = content.remaining();
    try {
      synchronized (applying) {
        applier.apply(at.getIndex(), content);
        lastEntry = at;
        bytesSinceSnapshot = bytesSinceSnapshot + length;
      }
    } catch (RuntimeException | Error e) {
      events.failed("the machine failed at index " + at.getIndex() + ": " + e.getMessage(), e);
      throw e;
    }
    updateLastAppliedTermIndex(at);
    return DONE;
  }

  /**
   * Begins a snapshot of the state as it is.
   *
   * @param than an index; with nothing newer than it there is nothing to capture
   * @return null if there is nothing to capture, or the state is just being replaced
   */
  @Nullable Capture beginCapture(long than) {
    synchronized (applying) {
      TermIndex at = lastEntry;
      bytesSinceSnapshot = 0;
      if (at.getIndex() <= than || getLifeCycleState() != LifeCycle.State.RUNNING) {
        return null;
      }
      return new Capture(folder.folder(), at, applier.snapshot());
    }
  }

  /** Tells Ratis of the newest snapshot, and what it may forget. */
  @Override
  public long takeSnapshot() throws IOException {
    SingleFileSnapshotInfo written = snapshots.takeWritten();
    if (written != null) {
      folder.publish(written);
    }
    return folder.notNeededUpTo();
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return folder;
  }

  /** Answers with the index of the last entry; asked once that is late enough. */
  @Override
  public CompletableFuture<Message> query(Message request) {
    ByteBuffer index = ByteBuffer.allocate(Long.BYTES).putLong(0, lastIndex());
    return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(index)));
  }

  /** The index in an answer to {@link #query}. */
  static long indexIn(Message answer) {
    return answer.getContent().asReadOnlyByteBuffer().getLong();
  }

  /** Answers another node that asks what this one's program can do; the log has no part in it. */
  @Override
  public CompletableFuture<Message> queryStale(Message request, long minIndex) {
    return CompletableFuture.completedFuture(Census.answer(events.behaviour()));
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    events.changed();
  }

  @Override
  public void notifyLeaderReady() {
    events.changed();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    events.changed();
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    super.notifyTermIndexUpdated(term, index);
    events.changed();
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftProtos.RaftConfigurationProto configuration) {
    if (configuration.getOldPeersCount() == 0) {
      events.members(configuration.getPeersList());
    }
    events.changed();
  }

  @Override
  public void notifyLogFailed(Throwable cause, RaftProtos.@Nullable LogEntryProto entry) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    events.failed("the log could not be written: " + root, cause);
  }

  @Override
  public void close() {
    events.ended();
  }
}
