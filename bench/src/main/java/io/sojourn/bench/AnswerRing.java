package io.sojourn.bench;

import java.util.concurrent.atomic.AtomicLong;

/** Small numbers on their way from one thread, which must not wait, to one other. */
final class AnswerRing {

  private final int[] places;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  /** Makes a ring for so many numbers at a time; the caller never lets more be under way. */
  AnswerRing(int capacity) {
    places = new int[Integer.highestOneBit(Math.max(1, 2 * capacity - 1))];
  }

  void offer(int number) {
    long at = written.getPlain();
    places[(int) at & (places.length - 1)] = number;
    written.setRelease(at + 1);
  }

  /** The next number, or -1. */
  int poll() {
    long at = read.getPlain();
    if (at == written.getAcquire()) {
      return -1;
    }
    int number = places[(int) at & (places.length - 1)];
    read.setRelease(at + 1);
    return number;
  }
}
