package io.sojourn.bench;

import java.io.IOException;

/**
 * A client thread that keeps a number of operations under way, each in a slot of its own. It waits
 * by spinning, so that waking it up costs the system under load nothing.
 */
final class ClosedLoop {

  /** Starts an operation; its end must be told to {@link #answered} with the slot. */
  interface Operation {
    void start(int slot);
  }

  private static final int SPINS = 64;
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private final AnswerRing answers;
  private final long[] sentAt;
  private volatile String trouble = "";

  ClosedLoop(int outstanding) {
    answers = new AnswerRing(outstanding);
    sentAt = new long[outstanding];
  }

  /** Tells that the operation of a slot was done; called by one thread. */
  void answered(int slot) {
    answers.offer(slot);
  }

  /** Tells that the operation of a slot was not done: the run fails. */
  void failed(int slot, String why) {
    trouble = why;
    answers.offer(slot);
  }

  /** Runs for that long, then waits for the last answers. */
  LoadResult run(double seconds, Operation operation) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return run(end, Long.MAX_VALUE, operation);
  }

  /** Runs so many operations; gives up when they take absurdly long. */
  LoadResult run(long operations, Operation operation) throws IOException {
    return run(System.nanoTime() + GIVE_UP_NANOS, operations, operation);
  }

  private LoadResult run(long end, long operations, Operation operation) throws IOException {
    Latencies latencies = new Latencies();
    long started = 0;
    for (int slot = 0; slot < sentAt.length && started < operations; slot++) {
      sentAt[slot] = System.nanoTime();
      operation.start(slot);
      started++;
    }
    for (long underWay = started; underWay > 0; ) {
      int slot = next(end);
      long now = System.nanoTime();
      latencies.answered(sentAt[slot], now);
      if (started < operations && now < end) {
        sentAt[slot] = now;
        operation.start(slot);
        started++;
      } else {
        underWay--;
      }
    }
    return latencies.result();
  }

  @SuppressWarnings("ThreadPriorityCheck") // gives way to the server when cores are few
  private int next(long end) throws IOException {
    for (int spins = 0; ; spins++) {
      int slot = answers.poll();
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
      if (slot >= 0) {
        return slot;
      }
      if (spins % SPINS == SPINS - 1) {
        Thread.yield();
        if (System.nanoTime() - end > GIVE_UP_NANOS) {
          throw new IOException("an operation was never answered");
        }
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
