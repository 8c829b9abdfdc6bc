package io.sojourn.bench;

import java.util.Arrays;

/** What one viewer got: every message must come once and in order. */
final class Tally {

  private long expected = 1;
  private long delivered;
  private long missed;
  private long misplaced;
  private long skips;
  private long now;
  private long[] latencies = new long[0];
  private int measured;

  /** Keeps the latency of that many messages from now on. */
  void measureLatencies(int count) {
    latencies = new long[count];
    measured = 0;
  }

  /** Sets the time of arrival of the messages that are told next. */
  void arrivedAt(long nanoTime) {
    now = nanoTime;
  }

  void message(long number, long sentAt) {
    if (number == expected) {
      expected++;
    } else if (number > expected) {
      missed += number - expected;
      expected = number + 1;
    } else {
      misplaced++;
      return;
    }
    delivered++;
    if (measured < latencies.length) {
      latencies[measured++] = now - sentAt;
    }
  }

  /** The relay said that messages were left out, and that this is the last one there was. */
  void skippedTo(long number) {
    skips++;
    expected = Math.max(expected, number + 1);
  }

  /** How often the relay said that messages were left out. */
  long skips() {
    return skips;
  }

  long delivered() {
    return delivered;
  }

  /** How many messages were left out so far, up to the last one that came. */
  long missed() {
    return missed;
  }

  /** How many came a second time or after a later one. */
  long misplaced() {
    return misplaced;
  }

  /** How far the viewer is: the number of the last message that came. */
  long lastNumber() {
    return expected - 1;
  }

  /** The latencies kept so far, sorted. */
  long[] latencies() {
    long[] sorted = Arrays.copyOf(latencies, measured);
    Arrays.sort(sorted);
    return sorted;
  }
}
