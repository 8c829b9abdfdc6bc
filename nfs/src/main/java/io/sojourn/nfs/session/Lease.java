package io.sojourn.nfs.session;

import java.util.concurrent.atomic.AtomicLong;

/** The lease of one client: renewed by every SEQUENCE that succeeds. From any thread. */
public final class Lease {

  private static final long ENDED = Long.MIN_VALUE;

  private final long clientId;
  private final AtomicLong renewedAt;

  Lease(long clientId, long now) {
    this.clientId = clientId;
    this.renewedAt = new AtomicLong(now);
  }

  /** Whose it is. */
  public long clientId() {
    return clientId;
  }

  /**
   * Renews it; a time before the last one does nothing.
   *
   * @param now milliseconds
   * @return false if it has ended: the client is being taken away
   */
  public boolean renew(long now) {
    while (true) {
      long before = renewedAt.get();
      if (before == ENDED) {
        return false;
      }
      if (now <= before || renewedAt.compareAndSet(before, now)) {
        return true;
      }
    }
  }

  /** How many milliseconds ago it was renewed; the greatest number if it has ended. */
  long age(long now) {
    long at = renewedAt.get();
    return at == ENDED ? Long.MAX_VALUE : now - at;
  }

  boolean hasEnded() {
    return renewedAt.get() == ENDED;
  }

  /** Ends it, if it was not renewed meanwhile. */
  boolean endIfOlder(long now, long ageMillis) {
    long at = renewedAt.get();
    return at != ENDED && now - at >= ageMillis && renewedAt.compareAndSet(at, ENDED);
  }
}
