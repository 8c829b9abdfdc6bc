package io.sojourn.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Which command is due when, at a fixed rate: whatever has become of those before it.
 *
 * @param start when the first one is due, as {@link System#nanoTime} tells time
 * @param perSecond how many are due in a second
 * @param commands how many there are, counted from 0
 */
record Schedule(long start, int perSecond, long commands) {

  /** What is done with a command when it is due. */
  interface Sink {

    /**
     * Takes it.
     *
     * @param due when it was due, which is now or was before
     * @return whether there may be more
     */
    boolean take(long command, long due) throws InterruptedException;
  }

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** A thread that sleeps wakes up this much late, more or less; so much it spins instead. */
  private static final long SPIN_NANOS = 80_000;

  /** From now on for so long. */
  static Schedule of(int perSecond, double seconds) {
    return new Schedule(System.nanoTime(), perSecond, (long) (perSecond * seconds));
  }

  /** When a command is due. */
  long due(long command) {
    return start
        + command / perSecond * SECOND_NANOS
        + command % perSecond * SECOND_NANOS / perSecond;
  }

  /** How many were due until then. */
  long dueBy(long now) {
    long passed = now - start;
    if (passed < 0) {
      return 0;
    }
    // The first of them is due at once. Whole seconds apart, or the product would not fit.
    long seconds = passed / SECOND_NANOS;
    long part = (passed % SECOND_NANOS) * perSecond / SECOND_NANOS;
    return Math.min(commands, seconds * perSecond + part + 1);
  }

  /** When the last one is due. */
  long end() {
    return due(commands - 1);
  }

  /** How many of them one of several clients gets that take turns. */
  long share(int client, int clients) {
    return (commands - client + clients - 1) / clients;
  }

  /** Hands each command over when it is due; at once if it is overdue. */
  void play(Sink sink) throws InterruptedException {
    for (long command = 0; command < commands; command++) {
      long due = due(command);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        if (left > SPIN_NANOS) {
          LockSupport.parkNanos(left - SPIN_NANOS);
        } else {
          Thread.onSpinWait();
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      if (!sink.take(command, due)) {
        return;
      }
    }
  }
}
