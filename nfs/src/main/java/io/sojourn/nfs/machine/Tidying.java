package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.tree.Grace;
import io.sojourn.nfs.tree.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Gives up what is over and nobody asks for any more. */
final class Tidying {

  /** How many sessions one command takes away at most. */
  private static final int SESSIONS_MAX = 1024;

  private final ServiceState state;
  private final Clients clients;

  Tidying(ServiceState state, Clients clients) {
    this.state = state;
    this.clients = clients;
  }

  boolean isNeeded(long now) {
    return hasLateClient(now)
        || graceIsOver(now)
        || (!graceLasts(now) && !deadSessions().isEmpty());
  }

  /** When there will be something to do that there is not at that time; MAX_VALUE if never. */
  static long nextDeadline(ServiceState state, long now) {
    long next = Long.MAX_VALUE;
    for (long deadline : new long[] {clientIsLateAt(state), Grace.endsAt(state)}) {
      if (deadline > now) {
        next = Math.min(next, deadline);
      }
    }
    return next;
  }

  /** When the oldest client that has not confirmed itself is given up; MAX_VALUE without one. */
  private static long clientIsLateAt(ServiceState state) {
    StateSessionStore store = new StateSessionStore(state);
    OptionalLong oldest = store.oldestUnconfirmed();
    ClientRecord client = oldest.isEmpty() ? null : store.client(oldest.getAsLong());
    return client == null ? Long.MAX_VALUE : client.createdAt() + Lease.millis(state);
  }

  private boolean hasLateClient(long now) {
    return now >= clientIsLateAt(state);
  }

  private boolean graceLasts(long now) {
    return Grace.lasts(state, now);
  }

  private boolean graceIsOver(long now) {
    return !graceLasts(now) && !new ReclaimList(state).isDone();
  }

  /** Sessions whose client is no more: they answer retries as long as the grace period lasts. */
  private List<SessionKey> deadSessions() {
    List<SessionKey> dead = new ArrayList<>();
    for (SessionKey key : clients.store().sessions()) {
      SessionRecord session = clients.store().session(key);
      if (session != null && session.dead() && dead.size() < SESSIONS_MAX) {
        dead.add(key);
      }
    }
    return dead;
  }

  /** Does it; false if there was nothing to do. */
  boolean run(long now) {
    boolean any = clients.registry().purgeUnconfirmed(now) > 0;
    if (!graceLasts(now)) {
      if (graceIsOver(now)) {
        new ReclaimList(state).giveUp();
        any = true;
      }
      for (SessionKey dead : deadSessions()) {
        any |= clients.registry().endSession(dead);
      }
    }
    return any;
  }
}
