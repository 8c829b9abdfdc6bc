package io.sojourn.nfs.compound;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;

/** What the door has to do because of a compound, besides answering it. Nothing of it is kept. */
public sealed interface Notice {

  /**
   * A delegation is in the way and has to be given back (CB_RECALL; RFC 8881, 20.2).
   *
   * @param clientId whose it is
   * @param stateId the delegation
   * @param fileHandle the file
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Recall(long clientId, StateId stateId, byte[] fileHandle) implements Notice {}

  /**
   * The client that asks was given a delegation.
   *
   * @param stateId the delegation
   */
  record Delegated(StateId stateId) implements Notice {}

  /**
   * A session was made, and the connection that asks is to be bound to it.
   *
   * @param session its id
   * @param again whether it was made before, and this is a retry of the request that made it
   */
  record SessionCreated(SessionKey session, boolean again) implements Notice {}

  /**
   * The back channel of a session was changed.
   *
   * @param session its id
   */
  record SessionChanged(SessionKey session) implements Notice {}

  /**
   * A session is no more.
   *
   * @param session its id
   */
  record SessionGone(SessionKey session) implements Notice {}

  /**
   * A client, with all its sessions and state, is no more.
   *
   * @param clientId its id
   */
  record ClientGone(long clientId) implements Notice {}
}
