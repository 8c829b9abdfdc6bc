package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.ClientState;
import io.sojourn.nfs.session.ServerIdentity;
import io.sojourn.nfs.session.SessionEvents;
import io.sojourn.nfs.session.SessionLimits;
import io.sojourn.nfs.session.SessionRegistry;
import io.sojourn.nfs.tree.ClientFiles;
import io.sojourn.nfs.tree.Lease;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;
import java.util.Optional;

/** Clients, their sessions and what goes with them, for one call of the machine. */
final class Clients {

  private static final byte[] PRESENT = {};

  private final ServiceState state;
  private final StateSessionStore store;
  private final SessionRegistry registry;
  private final ClientFiles files;
  private final ReclaimList reclaims;

  /**
   * Looks at a state of a server that has started.
   *
   * @param notices gets what the door has to know of sessions and clients that come and go
   */
  Clients(ServiceState state, SessionLimits limits, List<Notice> notices) {
    this.state = state;
    this.store = new StateSessionStore(state);
    this.files = new ClientFiles(state);
    this.reclaims = new ReclaimList(state);
    Globals.Server server = new Globals(state).started();
    this.registry =
        new SessionRegistry(
            store,
            new Holdings(),
            new Notifier(notices),
            limits.withPersistent(server.persistent()).withUnconfirmedMillis(Lease.millis(state)),
            identity(server.identity()));
  }

  private static ServerIdentity identity(SessionKey drawn) {
    XdrWriter bytes = new XdrWriter(SessionKey.BYTES);
    drawn.write(bytes);
    return new ServerIdentity(0, bytes.toBytes(), bytes.toBytes(), Optional.empty());
  }

  /** What clients hold besides sessions. */
  private final class Holdings implements ClientState {
    @Override
    public boolean holds(long clientId) {
      return files.holds(clientId);
    }

    @Override
    public void release(long clientId) {
      files.release(clientId);
      setLeaseOver(clientId, false);
    }
  }

  /** Tells the door. */
  private record Notifier(List<Notice> notices) implements SessionEvents {
    @Override
    public void sessionCreated(SessionKey session, boolean again) {
      notices.add(new Notice.SessionCreated(session, again));
    }

    @Override
    public void sessionChanged(SessionKey session) {
      notices.add(new Notice.SessionChanged(session));
    }

    @Override
    public void sessionGone(SessionKey session) {
      notices.add(new Notice.SessionGone(session));
    }

    @Override
    public void clientGone(long clientId) {
      notices.add(new Notice.ClientGone(clientId));
    }
  }

  SessionRegistry registry() {
    return registry;
  }

  StateSessionStore store() {
    return store;
  }

  ClientFiles files() {
    return files;
  }

  /** RECLAIM_COMPLETE: when the last one says it, nobody has to be waited for any more. */
  void reclaimComplete(long clientId, boolean oneFileSystem, boolean hasFileHandle)
      throws NfsException {
    registry.reclaimComplete(clientId, oneFileSystem, hasFileHandle);
    ClientRecord client = store.client(clientId);
    if (!oneFileSystem && client != null) {
      reclaims.complete(client.owner());
    }
  }

  /** Whether the door has said that the lease of a client is over. */
  boolean isLeaseOver(long clientId) {
    return isLeaseOver(state, clientId);
  }

  static boolean isLeaseOver(ServiceState state, long clientId) {
    return state.get(Tables.OVERDUE, clientId) != null;
  }

  /** Notes what the door says; false if there is no such client. */
  boolean setLeaseOver(long clientId, boolean over) {
    if (!over) {
      state.remove(Tables.OVERDUE, clientId);
    } else if (store.client(clientId) != null) {
      state.put(Tables.OVERDUE, clientId, PRESENT);
    }
    return store.client(clientId) != null;
  }
}
