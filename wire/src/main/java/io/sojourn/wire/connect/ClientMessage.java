package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;
import java.util.SortedMap;

/**
 * What a client says. Arrays of bytes are handed over: nobody changes them afterwards. Nothing is
 * checked here but the form; whether a number makes sense is for the door to say.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface ClientMessage {

  /**
   * Creates a session and takes it over: the first message of a connection.
   *
   * @param nonce 16 random bytes: a retry with the same nonce and token gets the same session
   * @param token 32 random bytes, the secret of the session
   * @param userId the owner
   * @param lifeMillis how long it lives at most, 0 for the server's default
   * @param idleTimeoutMillis how long it lives unseen, 0 for the server's default
   * @param capabilities what the client says it can do
   * @param key an API key, or empty if the upgrade request had it
   */
  record CreateSession(
      byte[] nonce,
      byte[] token,
      String userId,
      long lifeMillis,
      long idleTimeoutMillis,
      SortedMap<String, String> capabilities,
      String key)
      implements ClientMessage {

    /** The public parts only. */
    @Override
    public String toString() {
      return "CreateSession[userId=" + userId + "]";
    }
  }

  /**
   * Takes a session over: the first message of a connection.
   *
   * @param id the session
   * @param token its secret
   * @param lowestAwaited replies below it are given up, 0 for no change
   */
  record ContinueSession(SessionId id, byte[] token, long lowestAwaited) implements ClientMessage {

    /** The public parts only. */
    @Override
    public String toString() {
      return "ContinueSession[id=" + id + ", lowestAwaited=" + lowestAwaited + "]";
    }
  }

  /**
   * Renews the lease.
   *
   * @param timestamp comes back with the answer
   * @param lowestAwaited replies below it are given up, 0 for no change
   */
  record KeepAlive(long timestamp, long lowestAwaited) implements ClientMessage {}

  /**
   * Asks the state machine to execute a command, once.
   *
   * @param sequence names it within its session, from 1, one more for each; a retry has the same
   * @param lowestAwaited replies below it are given up
   * @param payload the command
   * @param unordered whether it may be executed before requests with a lower sequence
   */
  record Request(long sequence, long lowestAwaited, byte[] payload, boolean unordered)
      implements ClientMessage {}

  /**
   * Asks the state machine a question, which changes nothing.
   *
   * @param correlationId comes back with the answer
   * @param payload the question
   * @param consistency what it is to see
   * @param minIndex for {@link Consistency#SESSION}: the highest index that the client has seen
   */
  record Query(long correlationId, byte[] payload, Consistency consistency, long minIndex)
      implements ClientMessage {}

  /**
   * Every push up to this one was processed.
   *
   * @param number of the push
   */
  record Ack(long number) implements ClientMessage {}

  /**
   * One push cannot be processed.
   *
   * @param number of the push
   * @param reason for the person who looks at the dead letters
   */
  record Reject(long number, String reason) implements ClientMessage {}

  /** Ends the session. */
  record Close() implements ClientMessage {}

  /**
   * Asks for a session's queries only: the first message of a connection that leaves the session
   * with whoever holds it.
   *
   * @param id the session
   * @param token its secret
   */
  record ReadSession(SessionId id, byte[] token) implements ClientMessage {

    /** The public parts only. */
    @Override
    public String toString() {
      return "ReadSession[id=" + id + "]";
    }
  }
}
