package io.sojourn.cli;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubles from half a second to fifteen seconds, each
 * time drawn from the upper half, so that many clients of one restarted server do not return at
 * once.
 *
 * <p>Not safe for use by several threads.
 */
final class Backoff {
  static final long FIRST_MILLIS = 500;
  static final long LONGEST_MILLIS = 15_000;

  private final RandomGenerator random;
  private long ceilingMillis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long drawnMillis = random.nextLong(ceilingMillis / 2, ceilingMillis + 1);
    ceilingMillis = Math.min(LONGEST_MILLIS, ceilingMillis * 2);
    return Duration.ofMillis(drawnMillis);
  }

  /** Starts again from the shortest wait, after an attempt that worked. */
  void reset() {
    ceilingMillis = FIRST_MILLIS;
  }
}
