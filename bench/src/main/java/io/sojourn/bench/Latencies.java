package io.sojourn.bench;

import java.util.Arrays;

/** Latencies of a load: a sample of them, and how evenly answers came. */
final class Latencies {

  private static final int SAMPLES = 1 << 20;

  private final long began = System.nanoTime();
  private final long[] sample = new long[SAMPLES];
  private long count;
  private long lastAnswer = began;
  private long longestGap;

  void answered(long sentAt, long now) {
    // Past its size the sample is overwritten from the start: the latest count.
    sample[(int) (count++ & (SAMPLES - 1))] = now - sentAt;
    longestGap = Math.max(longestGap, now - lastAnswer);
    lastAnswer = now;
  }

  LoadResult result() {
    long[] sorted = Arrays.copyOf(sample, (int) Math.min(count, SAMPLES));
    Arrays.sort(sorted);
    return new LoadResult(
        count,
        count * 1e9 / (lastAnswer - began),
        micros(sorted, 0.50),
        micros(sorted, 0.99),
        longestGap / 1e3);
  }

  private static double micros(long[] sorted, double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))] / 1e3;
  }
}
