package io.sojourn.check.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Carries messages between nodes and clients, or does not. */
final class Network {

  private static final long LATE_MICROS = 2_000_000;

  private final EventQueue queue;
  private final SplittableRandom random;
  private final Tally tally;
  private final boolean[][] cut;
  private final int delayMicros;
  private int lossPercent;
  private int repeatPercent;
  private boolean reorders;

  Network(EventQueue queue, SplittableRandom random, Tally tally, int ends) {
    this.queue = queue;
    this.random = random;
    this.tally = tally;
    this.cut = new boolean[ends][ends];
    this.delayMicros = 200 + random.nextInt(8_000);
  }

  /** From now on messages are lost, repeated and reordered so often. */
  void misbehave(int loss, int repeat, boolean reorder) {
    lossPercent = loss;
    repeatPercent = repeat;
    reorders = reorder;
  }

  /** What is sent from one to the other does not arrive any more. */
  void cut(int from, int to) {
    cut[from][to] = true;
  }

  void heal() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
  }

  void send(int from, int to, Runnable arrival) {
    if (random.nextInt(100) < lossPercent) {
      tally.losses++;
    } else {
      carry(from, to, arrival, reorders ? random.nextInt(delayMicros) : delayMicros / 2);
    }
    if (random.nextInt(100) < repeatPercent) {
      tally.repeats++;
      boolean late = random.nextInt(8) == 0;
      carry(from, to, arrival, random.nextLong(late ? LATE_MICROS : 4L * delayMicros));
    }
  }

  private void carry(int from, int to, Runnable arrival, long micros) {
    if (cut[from][to]) {
      tally.cut++;
      return;
    }
    queue.after(
        100 + micros,
        () -> {
          if (cut[from][to]) {
            tally.cut++;
          } else {
            arrival.run();
          }
        });
  }
}
