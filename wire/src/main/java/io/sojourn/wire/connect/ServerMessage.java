package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;

/** What the door says. Arrays of bytes are handed over: nobody changes them afterwards. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface ServerMessage {

  /**
   * The session exists and this connection has it.
   *
   * @param id its public name
   * @param epoch counts its connections
   * @param window how many requests may be outstanding
   * @param idleTimeoutMillis how long it lives unseen, 0 for no bound
   * @param expiresAt when its lease ends unless it is renewed, by the cluster's clock
   */
  record SessionCreated(
      SessionId id, long epoch, int window, long idleTimeoutMillis, long expiresAt)
      implements ServerMessage {}

  /**
   * This connection has the session now; unacknowledged pushes follow.
   *
   * @param epoch counts its connections
   * @param window how many requests may be outstanding
   * @param idleTimeoutMillis how long it lives unseen, 0 for no bound
   * @param expiresAt when its lease ends unless it is renewed, by the cluster's clock
   */
  record SessionContinued(long epoch, int window, long idleTimeoutMillis, long expiresAt)
      implements ServerMessage {}

  /**
   * The session was not created or taken over; the socket is closed next.
   *
   * @param code the stable reason
   * @param detail for a person
   * @param leader host and port of the leader's door, or empty
   */
  record Rejected(String code, String detail, String leader) implements ServerMessage {}

  /**
   * The session or the connection is over; the socket is closed next.
   *
   * @param code the stable reason
   * @param detail for a person
   * @param leader host and port of the leader's door, or empty
   */
  record Closed(String code, String detail, String leader) implements ServerMessage {}

  /**
   * The lease was renewed in the log.
   *
   * @param timestamp as it was sent
   * @param expiresAt when the lease ends unless it is renewed again, by the cluster's clock
   */
  record KeepAliveReply(long timestamp, long expiresAt) implements ServerMessage {}

  /**
   * A request was executed.
   *
   * @param sequence of the request
   * @param payload what the state machine answered, the same bytes to every retry
   * @param replayed whether it had been executed before
   * @param index of the log, at which it was executed or before
   */
  record Reply(long sequence, byte[] payload, boolean replayed, long index)
      implements ServerMessage {}

  /**
   * A query was answered.
   *
   * @param correlationId as it was sent
   * @param payload what the state machine answered
   * @param index of the log: the state there, or before, was read
   */
  record QueryReply(long correlationId, byte[] payload, long index) implements ServerMessage {}

  /**
   * A request or a query was refused, failed, or its outcome is unknown.
   *
   * @param sequence of the request, else 0
   * @param correlationId of the query, else 0
   * @param code the stable reason
   * @param detail for a person
   */
  record RequestError(long sequence, long correlationId, String code, String detail)
      implements ServerMessage {}

  /**
   * The state machine sends something to the session.
   *
   * @param number on the back channel, from 1
   * @param previous the number of the push before it that is or was to be delivered, or 0
   * @param payload what is sent
   */
  record Push(long number, long previous, byte[] payload) implements ServerMessage {}

  /**
   * From now on so many requests may be outstanding.
   *
   * @param window how many
   */
  record Window(int window) implements ServerMessage {}
}
