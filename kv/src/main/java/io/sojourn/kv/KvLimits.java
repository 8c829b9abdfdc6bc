package io.sojourn.kv;

/**
 * The bounds of the machine. Every node of a cluster must run with the same: they decide what is
 * refused.
 *
 * @param keyBytes of a key or the name of a lock, in UTF-8
 * @param valueBytes of a value
 * @param page how many entries a page has at most
 * @param pageBytes how many bytes the keys and values of a page have together, unless it has one
 *     entry; with one of {@link #valueBytes} a page must fit into a reply of the kernel
 * @param watches how much a session may watch
 * @param watchers how many sessions may watch the same
 * @param locks how many locks a session may hold or wait for
 * @param waiters how many sessions may wait for a lock
 * @param ephemerals how many keys a session may own
 */
public record KvLimits(
    int keyBytes,
    int valueBytes,
    int page,
    int pageBytes,
    int watches,
    int watchers,
    int locks,
    int waiters,
    int ephemerals) {

  /** What a server runs with. */
  public static final KvLimits DEFAULT =
      new KvLimits(512, 256 << 10, 1000, 512 << 10, 128, 10_000, 128, 10_000, 4096);

  /**
   * Refuses bounds with which the machine could not work.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public KvLimits {
    int[] bounds = {
      keyBytes, valueBytes, page, pageBytes, watches, watchers, locks, waiters, ephemerals
    };
    for (int bound : bounds) {
      if (bound < 1) {
        throw new IllegalArgumentException("a bound must be at least 1");
      }
    }
  }
}
