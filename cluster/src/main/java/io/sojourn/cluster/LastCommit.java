package io.sojourn.cluster;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has the followers hear in time of what was committed last. Each entry tells them what was
 * committed before it; the last one of a busy time has no successor, and they would hear of its
 * commit by the next heartbeat, half an election timeout later. A read barrier is a heartbeat at
 * once. Only where the barrier needs none, on a leader's lease, they wait.
 *
 * <p>Used by the writer alone.
 */
final class LastCommit {

  /** Who goes on appending tells it by the next entry, at no price. */
  static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Supplier<CompletionStage<?>> barrier;
  private final LongSupplier nanoTime;
  private boolean untold;
  private long appendedAt;
  private volatile boolean underWay;

  /**
   * Makes it for a log.
   *
   * @param barrier asks for a read barrier; the stage completes, one way or the other
   */
  LastCommit(Supplier<CompletionStage<?>> barrier, LongSupplier nanoTime) {
    this.barrier = barrier;
    this.nanoTime = nanoTime;
  }

  /** An entry is about to be appended. */
  void appending() {
    untold = true;
    appendedAt = nanoTime.getAsLong();
  }

  /**
   * Called while no entry is on its way: tells the followers, if it has been quiet for a while.
   *
   * @return whether there is something to be told yet
   */
  boolean housekeep() {
    if (untold && !underWay && nanoTime.getAsLong() - appendedAt >= QUIET_NANOS) {
      untold = false;
      underWay = true;
      var unused = barrier.get().whenComplete((index, failed) -> underWay = false);
    }
    return untold;
  }
}
