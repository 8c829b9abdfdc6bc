package io.sojourn.client;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: drawn from zero up to a bound that doubles (full
 * jitter), so that the clients of a server that restarted do not come back at once.
 */
final class Backoff {

  private final long firstMillis;
  private final long longestMillis;
  private final RandomGenerator random;
  private long ceilingMillis;

  Backoff(long firstMillis, long longestMillis, RandomGenerator random) {
    this.firstMillis = firstMillis;
    this.longestMillis = longestMillis;
    this.random = random;
    this.ceilingMillis = firstMillis;
  }

  long nextMillis() {
    long drawn = random.nextLong(ceilingMillis + 1);
    ceilingMillis = Math.min(longestMillis, ceilingMillis * 2);
    return drawn;
  }

  /** Begins anew, after something worked. */
  void reset() {
    ceilingMillis = firstMillis;
  }
}
