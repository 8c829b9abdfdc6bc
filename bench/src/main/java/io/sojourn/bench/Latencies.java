package io.sojourn.bench;

import java.util.Arrays;
import java.util.List;

/** Latencies of a load: a sample of them, and how evenly answers came. */
final class Latencies {

  private static final int SAMPLES = 1 << 20;

  private final long began = System.nanoTime();
  private final long[] sample;
  private long count;
  private long lastAnswer = began;
  private long longestGap;

  Latencies() {
    this(SAMPLES);
  }

  /**
   * Makes a sample of another size.
   *
   * @param samples a power of two
   */
  Latencies(int samples) {
    sample = new long[samples];
  }

  /** What several clients that ran side by side came to. The gaps are those of one client. */
  static LoadResult together(List<Latencies> clients) {
    long count = 0;
    long began = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long gap = 0;
    long[] all = new long[0];
    for (Latencies client : clients) {
      count += client.count;
      began = Math.min(began, client.began);
      last = Math.max(last, client.lastAnswer);
      gap = Math.max(gap, client.longestGap);
      long[] some = client.sampled();
      long[] joined = Arrays.copyOf(all, all.length + some.length);
      System.arraycopy(some, 0, joined, all.length, some.length);
      all = joined;
    }
    Arrays.sort(all);
    return new LoadResult(
        count, count * 1e9 / (last - began), micros(all, 0.50), micros(all, 0.99), gap / 1e3);
  }

  private long[] sampled() {
    return Arrays.copyOf(sample, (int) Math.min(count, sample.length));
  }

  void answered(long sentAt, long now) {
    // Past its size the sample is overwritten from the start: the latest count.
    sample[(int) (count++ & (sample.length - 1))] = now - sentAt;
    longestGap = Math.max(longestGap, now - lastAnswer);
    lastAnswer = now;
  }

  LoadResult result() {
    return together(List.of(this));
  }

  private static double micros(long[] sorted, double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))] / 1e3;
  }
}
