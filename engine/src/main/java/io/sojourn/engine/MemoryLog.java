package io.sojourn.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory with the promises of a log on disk, for simulations and tests: deterministic, no
 * thread, no file. It is "durable" in that {@link #reopen} gives a new log with what this one had.
 * {@link #failNext} makes the next append fail as a broken disk would.
 */
public final class MemoryLog implements ReplicatedLog {

  /** What the next append does instead of succeeding. After either, the log has failed. */
  public enum Fault {
    /** The append is uncertain, and the entry is not in the log after reopening. */
    LOST,
    /** The append is uncertain, and the entry is in the log after reopening. */
    KEPT
  }

  /** Bytes that nobody changes; readers take a duplicate. */
  private record Stored(long index, ByteBuffer bytes) {
    static Stored copy(long index, ByteBuffer from) {
      ByteBuffer bytes = ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
      return new Stored(index, bytes.asReadOnlyBuffer());
    }

    InputStream stream() {
      byte[] content = new byte[bytes.remaining()];
      bytes.duplicate().get(content);
      return new ByteArrayInputStream(content);
    }
  }

  private static final int SNAPSHOTS_KEPT = 2;

  private static final LogStatus EMPTY =
      new LogStatus(LogStatus.State.NEW, 1, 0, 0, 0, false, Optional.empty(), Optional.empty());

  private final List<Stored> entries = new ArrayList<>();
  private final List<Stored> snapshots = new ArrayList<>();
  private long lastStored;
  private volatile LogStatus status = EMPTY;
  private LogStatus.State state = LogStatus.State.NEW;
  private long lastApplied;
  private volatile boolean snapshotWanted;
  private @Nullable Applier applier;
  private @Nullable Consumer<Role> roles;
  private @Nullable Fault fault;
  private LogException.@Nullable Failed failure;
  private @Nullable SnapshotSource capture;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private long capturedIndex;
  private long bytesSinceSnapshot;

  /** An empty log. */
  public MemoryLog() {}

  @Override
  public void start(Applier applier, Consumer<Role> roles) throws IOException {
    if (state != LogStatus.State.NEW) {
      throw new IllegalStateException("a log is started once");
    }
    this.applier = applier;
    this.roles = roles;
    if (!snapshots.isEmpty()) {
      Stored newest = snapshots.getLast();
      applier.restore(newest.index(), newest.stream());
      lastApplied = newest.index();
    }
    for (Stored entry : entries) {
      if (entry.index() > lastApplied) {
        applier.apply(entry.index(), entry.bytes().duplicate());
        lastApplied = entry.index();
        bytesSinceSnapshot += entry.bytes().remaining();
      }
    }
    state = LogStatus.State.RUNNING;
    publish();
    roles.accept(new Role.Leader(1));
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    if (state != LogStatus.State.RUNNING || applier == null) {
      return CompletableFuture.failedStage(refusal());
    }
    Fault injected = fault;
    Stored stored = Stored.copy(lastStored + 1, entry);
    if (injected != Fault.LOST) {
      lastStored = stored.index();
      entries.add(stored);
    }
    if (injected != null) {
      return CompletableFuture.failedStage(fail("injected fault " + injected, null));
    }
    try {
      applier.apply(lastStored, stored.bytes().duplicate());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedStage(fail("the applier threw at index " + lastStored, e));
    }
    lastApplied = lastStored;
    bytesSinceSnapshot += entry.remaining();
    publish();
    return CompletableFuture.completedStage(lastStored);
  }

  private LogException fail(String reason, @Nullable Throwable cause) {
    failure = new LogException.Failed(reason, cause);
    state = LogStatus.State.FAILED;
    endCapture();
    publish();
    if (roles != null) {
      roles.accept(new Role.Stopped(failure));
    }
    return new LogException.Uncertain(reason, cause);
  }

  private LogException refusal() {
    if (state == LogStatus.State.NEW) {
      throw new IllegalStateException("the log is not started");
    }
    return failure != null && state == LogStatus.State.FAILED
        ? failure
        : new LogException.Failed("the log is closed", failure);
  }

  @Override
  public int pipelineDepth() {
    return 1;
  }

  @Override
  public CompletionStage<Long> readBarrier() {
    return state == LogStatus.State.RUNNING
        ? CompletableFuture.completedStage(lastApplied)
        : CompletableFuture.failedStage(refusal());
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public boolean housekeep() {
    if (state != LogStatus.State.RUNNING || applier == null) {
      return false;
    }
    boolean more = snapshotSlice(applier);
    publish();
    return more;
  }

  private boolean snapshotSlice(Applier applier) {
    if (capture == null) {
      if (!snapshotWanted) {
        return false;
      }
      snapshotWanted = false;
      if (lastApplied == snapshotIndex()) {
        return false;
      }
      capture = applier.snapshot();
      capturedIndex = lastApplied;
      bytesSinceSnapshot = 0;
      return true;
    }
    ByteBuffer chunk = capture.next();
    if (chunk != null) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      captured.writeBytes(bytes);
      return true;
    }
    snapshots.add(Stored.copy(capturedIndex, ByteBuffer.wrap(captured.toByteArray())));
    endCapture();
    if (snapshots.size() > SNAPSHOTS_KEPT) {
      snapshots.removeFirst();
    }
    if (snapshots.size() == SNAPSHOTS_KEPT) {
      long covered = snapshots.getFirst().index();
      entries.removeIf(entry -> entry.index() <= covered);
    }
    return snapshotWanted;
  }

  private void endCapture() {
    captured.reset();
    if (capture != null) {
      capture.close();
      capture = null;
    }
  }

  @Override
  public void requestSnapshot() {
    snapshotWanted = true;
  }

  @Override
  public LogStatus status() {
    return status;
  }

  /** Lets other threads see what this one did. */
  private void publish() {
    status =
        new LogStatus(
            state,
            entries.isEmpty() ? lastStored + 1 : entries.getFirst().index(),
            lastApplied,
            snapshotIndex(),
            bytesSinceSnapshot,
            capture != null,
            Optional.empty(),
            Optional.ofNullable(failure).map(Throwable::getMessage));
  }

  private long snapshotIndex() {
    return snapshots.isEmpty() ? 0 : snapshots.getLast().index();
  }

  @Override
  public void close() {
    state = LogStatus.State.CLOSED;
    endCapture();
    publish();
  }

  /** Makes the next append fail. */
  public void failNext(Fault fault) {
    this.fault = fault;
  }

  /** Forgets the newest snapshot, as if it had been found damaged. */
  public void loseNewestSnapshot() {
    snapshots.removeLast();
  }

  /** Closes this log and gives a new one, not yet started, with everything that this one stored. */
  public MemoryLog reopen() {
    return reopen(lastStored);
  }

  /**
   * Closes this log, as a crash would, and gives a new one, not yet started, that ends at an index:
   * later entries and snapshots are lost.
   */
  public MemoryLog reopen(long throughIndex) {
    close();
    MemoryLog next = new MemoryLog();
    for (Stored entry : entries) {
      if (entry.index() <= throughIndex) {
        next.entries.add(entry);
      }
    }
    for (Stored snapshot : snapshots) {
      if (snapshot.index() <= throughIndex) {
        next.snapshots.add(snapshot);
      }
    }
    next.lastStored = Math.min(lastStored, throughIndex);
    return next;
  }
}
