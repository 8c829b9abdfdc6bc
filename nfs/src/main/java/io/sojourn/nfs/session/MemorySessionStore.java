package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Clients and sessions in memory: they last as long as the process. One thread at a time. */
public final class MemorySessionStore implements SessionStore {

  private final Map<Long, ClientRecord> clients = new HashMap<>();
  private final Map<OwnerId, ClientRecord> confirmed = new HashMap<>();
  private final Map<OwnerId, ClientRecord> unconfirmed = new HashMap<>();
  private final TreeSet<Long> unconfirmedIds = new TreeSet<>();
  private final Map<SessionKey, SessionRecord> sessions = new HashMap<>();
  private final Map<Long, Set<SessionKey>> byClient = new HashMap<>();
  private long lastClientId;

  /**
   * Makes an empty one.
   *
   * @param epoch goes into the upper half of client ids, so that one of an earlier run is not taken
   *     for one of this run (RFC 8881, 18.35.4): the time of the start, for example
   */
  public MemorySessionStore(int epoch) {
    this.lastClientId = (long) epoch << 32;
  }

  @Override
  public long nextClientId() {
    return ++lastClientId;
  }

  @Override
  public @Nullable ClientRecord client(long clientId) {
    return clients.get(clientId);
  }

  @Override
  public @Nullable ClientRecord confirmed(OwnerId owner) {
    return confirmed.get(owner);
  }

  @Override
  public @Nullable ClientRecord unconfirmed(OwnerId owner) {
    return unconfirmed.get(owner);
  }

  @Override
  public void put(ClientRecord client) {
    forget(clients.put(client.id(), client));
    if (client.confirmed()) {
      confirmed.put(client.owner(), client);
    } else {
      unconfirmed.put(client.owner(), client);
      unconfirmedIds.add(client.id());
    }
  }

  @Override
  public void removeClient(long clientId) {
    forget(clients.remove(clientId));
  }

  private void forget(@Nullable ClientRecord client) {
    if (client != null) {
      (client.confirmed() ? confirmed : unconfirmed).remove(client.owner(), client);
      unconfirmedIds.remove(client.id());
    }
  }

  @Override
  public int clients() {
    return clients.size();
  }

  @Override
  public OptionalLong oldestUnconfirmed() {
    return unconfirmedIds.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(unconfirmedIds.first());
  }

  @Override
  public @Nullable SessionRecord session(SessionKey session) {
    return sessions.get(session);
  }

  @Override
  public void put(SessionRecord session) {
    sessions.put(session.id(), session);
    byClient.computeIfAbsent(session.clientId(), id -> new LinkedHashSet<>()).add(session.id());
  }

  @Override
  public void removeSession(SessionKey session) {
    SessionRecord removed = sessions.remove(session);
    if (removed != null) {
      byClient.computeIfPresent(
          removed.clientId(),
          (id, keys) -> {
            keys.remove(session);
            return keys.isEmpty() ? null : keys;
          });
    }
  }

  @Override
  public List<SessionKey> sessionsOf(long clientId) {
    return new ArrayList<>(byClient.getOrDefault(clientId, Set.of()));
  }
}
