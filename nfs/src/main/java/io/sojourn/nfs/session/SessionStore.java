package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where clients and sessions are kept: a port, as lasting as whoever implements it wants the
 * sessions to be. One caller at a time. What is put is found by the next call.
 */
public interface SessionStore {

  /** An id that no client of this store has had before; never 0. */
  long nextClientId();

  /** The client of that id, or null. */
  @Nullable ClientRecord client(long clientId);

  /** The confirmed client of that owner, or null: there is at most one. */
  @Nullable ClientRecord confirmed(OwnerId owner);

  /** The unconfirmed client of that owner, or null: there is at most one. */
  @Nullable ClientRecord unconfirmed(OwnerId owner);

  /**
   * Keeps a client, in the place of what was kept under its id. One that was unconfirmed may come
   * back as confirmed; owner and id stay together for ever.
   */
  void put(ClientRecord client);

  /** Forgets a client, which has no sessions any more. */
  void removeClient(long clientId);

  /** How many clients there are. */
  int clients();

  /** The unconfirmed client that is the oldest, that is of the lowest id. */
  OptionalLong oldestUnconfirmed();

  /** The session of that id, or null. */
  @Nullable SessionRecord session(SessionKey session);

  /** Keeps a session, in the place of what was kept under its id. */
  void put(SessionRecord session);

  /** Forgets a session and its slots. */
  void removeSession(SessionKey session);

  /** The sessions of a client, in the same order on every node. */
  List<SessionKey> sessionsOf(long clientId);
}
