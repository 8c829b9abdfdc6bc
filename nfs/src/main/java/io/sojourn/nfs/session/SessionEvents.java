package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;

/** Who is told, at once and on the same thread, what happens to clients and sessions. */
public interface SessionEvents {

  /** Nobody is told anything. */
  SessionEvents NONE = new SessionEvents() {};

  /** A session was made, or its back channel was changed. */
  default void sessionChanged(SessionKey session) {}

  /** A session is no more. */
  default void sessionGone(SessionKey session) {}

  /** A client is no more, after its sessions and its state. */
  default void clientGone(long clientId) {}
}
