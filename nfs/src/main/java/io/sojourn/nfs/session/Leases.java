package io.sojourn.nfs.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases of all clients (RFC 8881, 8.3 and 8.4.3). In memory, from any thread; times are
 * milliseconds that the caller gives.
 *
 * <p>A server of courtesy: a client whose lease is over keeps everything, and may renew it, until
 * somebody wants what it holds, or until a second time is over.
 */
public final class Leases {

  private final long leaseMillis;
  private final long courtesyMillis;
  private final ConcurrentHashMap<Long, Lease> leases = new ConcurrentHashMap<>();

  /**
   * Makes an empty table.
   *
   * @param leaseMillis how long a lease lasts
   * @param courtesyMillis how long a client is kept after that
   */
  public Leases(long leaseMillis, long courtesyMillis) {
    if (leaseMillis < 1 || courtesyMillis < 0) {
      throw new IllegalArgumentException("a lease lasts at least a millisecond");
    }
    this.leaseMillis = leaseMillis;
    this.courtesyMillis = courtesyMillis;
  }

  /** The lease of a client, begun now if there is none. */
  public Lease begin(long clientId, long now) {
    return leases.computeIfAbsent(clientId, id -> new Lease(id, now));
  }

  /** The lease of a client, or null. */
  public @Nullable Lease find(long clientId) {
    return leases.get(clientId);
  }

  /** Whether a client's lease is over, so that its state may be taken if somebody wants it. */
  public boolean isOver(long clientId, long now) {
    Lease lease = leases.get(clientId);
    return lease != null && lease.age(now) >= leaseMillis;
  }

  /** How long a client's lease lasts yet, in milliseconds; negative if it is over or unknown. */
  public long leftMillis(long clientId, long now) {
    Lease lease = leases.get(clientId);
    return lease == null ? -1 : Math.max(-Long.MAX_VALUE, leaseMillis - lease.age(now));
  }

  /**
   * Ends the lease of a client whose state somebody wants, if it is over.
   *
   * @return whether it is ended now: the caller takes the client away
   */
  public boolean endIfOver(long clientId, long now) {
    Lease lease = leases.get(clientId);
    return lease != null && lease.endIfOlder(now, leaseMillis);
  }

  /**
   * Ends the leases that are over for so long that courtesy is, too.
   *
   * @param max how many at most
   * @return whose they were, and those that were ended before and not forgotten yet: the caller
   *     takes these clients away, and forgets them
   */
  public List<Long> reap(long now, int max) {
    List<Long> reaped = new ArrayList<>();
    for (Lease lease : leases.values()) {
      if (reaped.size() >= max) {
        break;
      }
      if (lease.hasEnded() || lease.endIfOlder(now, leaseMillis + courtesyMillis)) {
        reaped.add(lease.clientId());
      }
    }
    return reaped;
  }

  /** Forgets the lease of a client that is no more. */
  public void forget(long clientId) {
    leases.remove(clientId);
  }

  /** Forgets all: somebody else keeps them now. */
  public void clear() {
    leases.clear();
  }

  /** Whose leases there are. */
  public Set<Long> clients() {
    return Set.copyOf(leases.keySet());
  }
}
