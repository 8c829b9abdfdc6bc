package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;

/** Who is told, at once and on the same thread, what happens to clients and sessions. */
public interface SessionEvents {

  /** Nobody is told anything. */
  SessionEvents NONE = new SessionEvents() {};

  /**
   * A session was made: the connection that asks is to be bound to it (RFC 8881, 18.36.3).
   *
   * @param again whether it was made before, and this is a retry of the request that made it
   */
  default void sessionCreated(SessionKey session, boolean again) {}

  /** The back channel of a session was changed. */
  default void sessionChanged(SessionKey session) {}

  /** A session is no more. */
  default void sessionGone(SessionKey session) {}

  /** A client is no more, after its sessions and its state. */
  default void clientGone(long clientId) {}
}
