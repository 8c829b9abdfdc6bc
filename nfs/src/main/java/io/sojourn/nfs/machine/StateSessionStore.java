package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients and sessions in the entries of the service: as durable as the log.
 *
 * <p>Their records have tables of their own. Under names there are the two clients that an owner
 * may have, {@code o/owner}, and which sessions a client has, {@code s/client/session}.
 */
final class StateSessionStore implements SessionStore {

  private static final byte[] PRESENT = {};
  private static final int VERSION = 1;
  private static final String SESSIONS = "s/";

  /** Where in its table the record of a session is. */
  private static final long RECORD = 0;

  /** How long a session's id is in a name. */
  private static final int KEY_LENGTH = 2 * SessionKey.BYTES;

  /** The clients of one owner; 0 for none. */
  private record Owner(long confirmed, long unconfirmed) {}

  private static final Owner NOBODY = new Owner(0, 0);

  private final ServiceState state;
  private final Globals globals;

  StateSessionStore(ServiceState state) {
    this.state = state;
    this.globals = new Globals(state);
  }

  private static String ownerName(OwnerId owner) {
    return "o/" + Hex.sha256(owner.bytes());
  }

  private static String sessionsPrefix(long clientId) {
    return SESSIONS + Hex.of(clientId) + "/";
  }

  @Override
  public long nextClientId() {
    return globals.nextClientId();
  }

  @Override
  public @Nullable ClientRecord client(long clientId) {
    byte[] bytes = state.get(Tables.CLIENTS, clientId);
    return bytes == null ? null : Stored.read(bytes, ClientRecord::read);
  }

  @Override
  public @Nullable ClientRecord confirmed(OwnerId owner) {
    return client(ownerOf(owner).confirmed);
  }

  @Override
  public @Nullable ClientRecord unconfirmed(OwnerId owner) {
    return client(ownerOf(owner).unconfirmed);
  }

  private Owner ownerOf(OwnerId owner) {
    byte[] bytes = state.get(ownerName(owner));
    return bytes == null
        ? NOBODY
        : Stored.read(
            bytes,
            from -> {
              from.readInt();
              return new Owner(from.readLong(), from.readLong());
            });
  }

  private void put(OwnerId id, Owner owner) {
    if (owner.equals(NOBODY)) {
      state.remove(ownerName(id));
    } else {
      state.put(
          ownerName(id),
          Stored.write(
              to -> {
                to.writeInt(VERSION);
                to.writeLong(owner.confirmed);
                to.writeLong(owner.unconfirmed);
              }));
    }
  }

  @Override
  public void put(ClientRecord client) {
    if (state.get(Tables.CLIENTS, client.id()) == null) {
      globals.countClients(1);
    }
    state.put(Tables.CLIENTS, client.id(), Stored.write(client::write));
    Owner before = without(ownerOf(client.owner()), client.id());
    if (client.confirmed()) {
      state.remove(Tables.UNCONFIRMED, client.id());
      put(client.owner(), new Owner(client.id(), before.unconfirmed));
    } else {
      state.put(Tables.UNCONFIRMED, client.id(), PRESENT);
      put(client.owner(), new Owner(before.confirmed, client.id()));
    }
  }

  private static Owner without(Owner owner, long id) {
    return new Owner(
        owner.confirmed == id ? 0 : owner.confirmed,
        owner.unconfirmed == id ? 0 : owner.unconfirmed);
  }

  @Override
  public void removeClient(long clientId) {
    ClientRecord client = client(clientId);
    if (client != null) {
      put(client.owner(), without(ownerOf(client.owner()), clientId));
      state.remove(Tables.UNCONFIRMED, clientId);
      state.remove(Tables.CLIENTS, clientId);
      globals.countClients(-1);
    }
  }

  @Override
  public int clients() {
    return globals.clients();
  }

  @Override
  public OptionalLong oldestUnconfirmed() {
    return state.from(Tables.UNCONFIRMED, 0, 1).stream().mapToLong(Numbered::number).findFirst();
  }

  @Override
  public @Nullable SessionRecord session(SessionKey session) {
    byte[] bytes = state.get(Tables.session(session), RECORD);
    return bytes == null ? null : Stored.read(bytes, SessionRecord::read);
  }

  /** Whether there is such a session. */
  boolean has(SessionKey session) {
    return state.get(Tables.session(session), RECORD) != null;
  }

  @Override
  public void put(SessionRecord session) {
    state.put(Tables.session(session.id()), RECORD, Stored.write(session::write));
    state.put(sessionsPrefix(session.clientId()) + session.id(), PRESENT);
  }

  @Override
  public void removeSession(SessionKey session) {
    SessionRecord removed = session(session);
    if (removed != null) {
      state.remove(sessionsPrefix(removed.clientId()) + session);
      state.remove(Tables.session(session), RECORD);
      new SlotRecords(state, session).removeAll();
    }
  }

  @Override
  public List<SessionKey> sessionsOf(long clientId) {
    return sessions(sessionsPrefix(clientId));
  }

  /** All sessions, those of each client together. */
  List<SessionKey> sessions() {
    return sessions(SESSIONS);
  }

  private static SessionKey key(String name) {
    return SessionKey.parse(name.substring(name.length() - KEY_LENGTH));
  }

  private List<SessionKey> sessions(String prefix) {
    return state.withPrefix(prefix).keySet().stream().map(StateSessionStore::key).toList();
  }

  /**
   * Sessions of clients behind an id, in the order of those. It ends after so many, but leaves none
   * of a client out.
   */
  List<SessionRecord> sessionsAfter(long clientId, int enough) {
    List<SessionRecord> found = new ArrayList<>();
    for (String name :
        state.withPrefix(SESSIONS).tailMap(sessionsPrefix(clientId) + "~").keySet()) {
      SessionRecord session = session(key(name));
      if (session == null) {
        throw new IllegalStateException("a session of a client is not there");
      }
      if (found.size() >= enough && found.getLast().clientId() != session.clientId()) {
        break;
      }
      found.add(session);
    }
    return found;
  }

  /** Clients behind an id, in the order of their ids without a sign. */
  List<ClientRecord> clientsAfter(long clientId, int max) {
    return clientId == -1
        ? List.of()
        : state.from(Tables.CLIENTS, clientId + 1, max).stream()
            .map(each -> Stored.read(each.value(), ClientRecord::read))
            .toList();
  }
}
