package io.sojourn.check.simulation;

import java.util.SplittableRandom;

/** The clocks of one node: one that drifts, and one that drifts and is set now and then. */
final class NodeClock {

  /** How much faster or slower than real time a clock goes at most. */
  static final double DRIFT_MAX = 0.1;

  private static final long BEGINNING_MILLIS = 1_700_000_000_000L;

  private final double rate;
  private long offsetMillis;

  NodeClock(SplittableRandom random, boolean wrong) {
    this.rate = wrong ? 1 + DRIFT_MAX * (2 * random.nextDouble() - 1) : 1;
    this.offsetMillis = wrong ? random.nextLong(-3_600_000, 3_600_000) : 0;
  }

  /** Milliseconds since no certain time, as {@code System.nanoTime} would tell them. */
  long steadyMillis(long now) {
    return (long) (now * rate / 1000);
  }

  long wallMillis(long now) {
    return BEGINNING_MILLIS + offsetMillis + steadyMillis(now);
  }

  void jump(long millis) {
    offsetMillis += millis;
  }
}
