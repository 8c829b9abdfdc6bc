package io.sojourn.nfs.machine;

import io.sojourn.machine.State;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients and sessions in the entries of the service: as durable as the log.
 *
 * <p>{@code c/client} and {@code s/session} hold the records; {@code o/owner} the two clients that
 * an owner may have; {@code u/client} names the unconfirmed ones, {@code sc/client/session} the
 * sessions of a client.
 */
final class StateSessionStore implements SessionStore {

  private static final byte[] PRESENT = {};
  private static final int VERSION = 1;

  /** How long a session's id is in a name. */
  private static final int KEY_LENGTH = 2 * SessionKey.BYTES;

  /** The clients of one owner; 0 for none. */
  private record Owner(long confirmed, long unconfirmed) {}

  private static final Owner NOBODY = new Owner(0, 0);

  private final State<byte[]> state;
  private final Globals globals;
  private final SlotRecords slots;

  StateSessionStore(State<byte[]> state) {
    this.state = state;
    this.globals = new Globals(state);
    this.slots = new SlotRecords(state);
  }

  private static String clientName(long id) {
    return "c/" + Hex.of(id);
  }

  private static String unconfirmedName(long id) {
    return "u/" + Hex.of(id);
  }

  private static String ownerName(OwnerId owner) {
    return "o/" + Hex.sha256(owner.bytes());
  }

  private static String sessionName(SessionKey session) {
    return "s/" + session;
  }

  private static String sessionsPrefix(long clientId) {
    return "sc/" + Hex.of(clientId) + "/";
  }

  @Override
  public long nextClientId() {
    return globals.nextClientId();
  }

  @Override
  public @Nullable ClientRecord client(long clientId) {
    byte[] bytes = state.get(clientName(clientId));
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
    if (state.get(clientName(client.id())) == null) {
      globals.countClients(1);
    }
    state.put(clientName(client.id()), Stored.write(client::write));
    Owner before = without(ownerOf(client.owner()), client.id());
    if (client.confirmed()) {
      state.remove(unconfirmedName(client.id()));
      put(client.owner(), new Owner(client.id(), before.unconfirmed));
    } else {
      state.put(unconfirmedName(client.id()), PRESENT);
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
      state.remove(unconfirmedName(clientId));
      state.remove(clientName(clientId));
      globals.countClients(-1);
    }
  }

  @Override
  public int clients() {
    return globals.clients();
  }

  @Override
  public OptionalLong oldestUnconfirmed() {
    SortedMap<String, byte[]> all = state.withPrefix("u/");
    return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Hex.parse(all.firstKey()));
  }

  @Override
  public @Nullable SessionRecord session(SessionKey session) {
    byte[] bytes = state.get(sessionName(session));
    return bytes == null ? null : Stored.read(bytes, SessionRecord::read);
  }

  /** Whether there is such a session. */
  boolean has(SessionKey session) {
    return state.get(sessionName(session)) != null;
  }

  @Override
  public void put(SessionRecord session) {
    state.put(sessionName(session.id()), Stored.write(session::write));
    state.put(sessionsPrefix(session.clientId()) + session.id(), PRESENT);
  }

  @Override
  public void removeSession(SessionKey session) {
    SessionRecord removed = session(session);
    if (removed != null) {
      state.remove(sessionsPrefix(removed.clientId()) + session);
      state.remove(sessionName(session));
      slots.removeAll(session);
    }
  }

  @Override
  public List<SessionKey> sessionsOf(long clientId) {
    String prefix = sessionsPrefix(clientId);
    return state.withPrefix(prefix).keySet().stream()
        .map(name -> SessionKey.parse(name.substring(prefix.length())))
        .toList();
  }

  /** All sessions, in the order of their ids. */
  List<SessionKey> sessions() {
    return state.withPrefix("s/").keySet().stream()
        .map(name -> SessionKey.parse(name.substring(2)))
        .toList();
  }

  /**
   * Sessions of clients behind an id, in the order of those. It ends after so many, but leaves none
   * of a client out.
   */
  List<SessionRecord> sessionsAfter(long clientId, int enough) {
    List<SessionRecord> found = new ArrayList<>();
    for (String name : state.withPrefix("sc/").tailMap(sessionsPrefix(clientId) + "~").keySet()) {
      SessionRecord session = session(SessionKey.parse(name.substring(name.length() - KEY_LENGTH)));
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
    return state.withPrefix("c/").tailMap(clientName(clientId) + "/").values().stream()
        .limit(max)
        .map(bytes -> Stored.read(bytes, ClientRecord::read))
        .toList();
  }
}
