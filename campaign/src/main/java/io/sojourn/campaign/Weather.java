package io.sojourn.campaign;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the network does to bytes on their way from one party to another. A blocked way holds bytes
 * back, as a network does that TCP has not yet given up on: when the way is free again they arrive.
 *
 * <p>Thread-safe.
 */
final class Weather {

  private record Way(String from, String to) {}

  private final Set<Way> blocked = new HashSet<>();
  private final Map<Way, Long> delays = new HashMap<>();

  /** Lets nothing through in this direction. */
  synchronized void block(String from, String to) {
    blocked.add(new Way(from, to));
  }

  /** Lets nothing through in either direction. */
  synchronized void part(String one, String other) {
    block(one, other);
    block(other, one);
  }

  /** Lets everything take so much longer in this direction. */
  synchronized void delay(String from, String to, long millis) {
    delays.put(new Way(from, to), millis);
  }

  /** Fair weather everywhere. */
  synchronized void heal() {
    blocked.clear();
    delays.clear();
    notifyAll();
  }

  synchronized boolean isBlocked(String from, String to) {
    return blocked.contains(new Way(from, to));
  }

  /** Waits until the way is free; what is on it then takes its delay. */
  void await(String from, String to) throws InterruptedException {
    long millis;
    synchronized (this) {
      while (isBlocked(from, to)) {
        wait();
      }
      millis = delays.getOrDefault(new Way(from, to), 0L);
      long until = System.nanoTime() + millis * 1_000_000;
      for (long left = millis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    }
  }
}
