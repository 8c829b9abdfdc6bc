package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;

/** How a client and a session go, and who is told. */
final class Removal {

  private final SessionStore store;
  private final ClientState state;
  private final SessionEvents events;

  Removal(SessionStore store, ClientState state, SessionEvents events) {
    this.store = store;
    this.state = state;
    this.events = events;
  }

  void session(SessionKey session) {
    store.removeSession(session);
    events.sessionGone(session);
  }

  void client(long clientId) {
    store.sessionsOf(clientId).forEach(this::session);
    state.release(clientId);
    store.removeClient(clientId);
    events.clientGone(clientId);
  }

  /** Whether a client has neither sessions nor state. */
  boolean isIdle(long clientId) {
    return store.sessionsOf(clientId).isEmpty() && !state.holds(clientId);
  }
}
