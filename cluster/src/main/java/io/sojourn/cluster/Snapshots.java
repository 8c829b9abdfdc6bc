package io.sojourn.cluster;

import io.sojourn.engine.SnapshotCapture;
import java.util.concurrent.Executor;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * When a snapshot is made, and what became of the last one. The writer makes it slice by slice;
 * Ratis may throw the machine's state away under it at any time, and then it is given up.
 */
final class Snapshots {

  private final long afterBytes;
  private final Executor background;
  private @Nullable SnapshotCapture capture;
  private @Nullable RatisSnapshotSink sink;
  private @Nullable SingleFileSnapshotInfo written;
  private volatile boolean wanted;
  private volatile boolean news;
  private volatile boolean underWay;
  private volatile long index;
  private volatile @Nullable String failure;

  /**
   * Makes snapshots.
   *
   * @param afterBytes how many bytes of entries cause one; 0 = only on request
   */
  Snapshots(long afterBytes, Executor background) {
    this.afterBytes = afterBytes;
    this.background = background;
  }

  void request() {
    wanted = true;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** The last entry in the newest snapshot; 0 without one. */
  long index() {
    return index;
  }

  @Nullable String failure() {
    return failure;
  }

  /** A snapshot was found or received: the state begins with it. */
  synchronized void restored(long from) {
    index = from;
  }

  /** The newest snapshot that was written here and that Ratis does not know yet. */
  synchronized @Nullable SingleFileSnapshotInfo takeWritten() {
    SingleFileSnapshotInfo next = written;
    written = null;
    return next;
  }

  /**
   * Does one slice.
   *
   * @return whether there is more to do
   */
  synchronized boolean housekeep(LogMachine machine) {
    SnapshotCapture running = capture;
    if (running == null) {
      return begin(machine);
    }
    running.pull();
    if (running.isOver()) {
      finish(running);
    }
    return capture != null || wanted;
  }

  /** Whether there is a snapshot that Ratis was not told of. Says so once. */
  boolean takeNews() {
    boolean had = news;
    news = false;
    return had;
  }

  private boolean begin(LogMachine machine) {
    if (!wanted && (afterBytes == 0 || machine.bytesSinceSnapshot() < afterBytes)) {
      return false;
    }
    wanted = false;
    LogMachine.Capture begun = machine.beginCapture(index);
    if (begun == null) {
      return false;
    }
    RatisSnapshotSink to = new RatisSnapshotSink(begun.folder(), begun.at());
    sink = to;
    capture = new SnapshotCapture(begun.at().getIndex(), begun.source(), to, background);
    underWay = true;
    return true;
  }

  private void finish(SnapshotCapture ended) {
    capture = null;
    underWay = false;
    Exception why = ended.failure();
    if (why != null) {
      ended.release();
      failure = String.valueOf(why.getMessage());
      RatisLog.log.warn("gave up the snapshot at index {}; the log goes on", ended.index(), why);
      return;
    }
    failure = null;
    index = ended.index();
    written = sink == null ? null : sink.written();
    news = true;
  }

  /** Gives up what is under way. */
  synchronized void abandon() {
    if (capture != null) {
      capture.abandon();
      capture = null;
      underWay = false;
    }
    written = null;
  }
}
