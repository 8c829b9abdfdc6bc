package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.tree.ClientFiles;
import io.sojourn.nfs.tree.Grace;
import io.sojourn.nfs.tree.Lease;

/**
 * A start of the server, or of another leader.
 *
 * <p>Sessions that are not persistent are gone: their slots were in memory (NFS4ERR_BADSESSION).
 * With persistent sessions all else goes on as it was. Without, the server does as one that has
 * lost its memory: client ids mean nothing any more (NFS4ERR_STALE_CLIENTID), what clients held is
 * theirs to reclaim during a grace period, and sessions that are still persistent, from an earlier
 * configuration, answer retries and nothing else (NFS4ERR_DEADSESSION; RFC 8881, 2.10.6.5 and
 * 8.4.2).
 */
final class Boot {

  private final ServiceState state;
  private final StateSessionStore store;
  private final ReclaimList reclaims;

  Boot(ServiceState state) {
    this.state = state;
    this.store = new StateSessionStore(state);
    this.reclaims = new ReclaimList(state);
  }

  void run(NfsCommand.Boot boot, long now) {
    Lease.set(state, boot.leaseMillis());
    Globals globals = new Globals(state);
    Globals.Server before = globals.server();
    if (before == null) {
      globals.put(
          new Globals.Server(boot.identity(), boot.identity().low(), boot.persistent(), 0, 0));
      return;
    }
    endSessions(boot.persistent());
    if (!boot.persistent()) {
      giveUpClients();
      if (!reclaims.isDone()) {
        Grace.begin(state, now + boot.leaseMillis());
      }
    }
    Globals.Server after = globals.started();
    globals.put(
        new Globals.Server(
            after.identity(),
            boot.persistent() ? after.incarnation() : boot.identity().low(),
            boot.persistent(),
            after.lastClient(),
            after.clients()));
  }

  private void endSessions(boolean persistent) {
    for (SessionKey key : store.sessions()) {
      SessionRecord session = store.session(key);
      if (session == null || !session.isPersistent() || session.dead()) {
        store.removeSession(key);
      } else if (!persistent) {
        store.put(session.asDead());
      }
    }
  }

  private void giveUpClients() {
    ClientFiles files = new ClientFiles(state);
    for (ClientRecord client : store.clientsAfter(0, Integer.MAX_VALUE)) {
      if (client.confirmed() && files.holds(client.id())) {
        reclaims.expect(client.owner());
      }
      files.release(client.id());
      state.remove(Tables.OVERDUE, client.id());
      store.removeClient(client.id());
    }
  }
}
