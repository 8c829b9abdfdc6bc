package io.sojourn.relay;

/** For how long a number that grows with every progress has stayed the same. */
final class Standstill {

  private long seen;
  private long since;

  Standstill(long progress, long nowMillis) {
    moved(progress, nowMillis);
  }

  /** Begins to count anew. */
  void moved(long progress, long nowMillis) {
    seen = progress;
    since = nowMillis;
  }

  /** Looks at the number again; answers for how many milliseconds it has been what it is. */
  long millis(long progress, long nowMillis) {
    if (progress != seen) {
      moved(progress, nowMillis);
    }
    return nowMillis - since;
  }
}
