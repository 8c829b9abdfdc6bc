package io.sojourn.client;

import java.util.concurrent.atomic.AtomicLong;

/** The highest index of the log that a client has seen, over whichever connection. Thread-safe. */
final class SeenIndex {

  private final AtomicLong highest = new AtomicLong();

  void saw(long index) {
    if (index > highest.get()) {
      highest.accumulateAndGet(index, Math::max);
    }
  }

  long highest() {
    return highest.get();
  }
}
