package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a session begins, or is gone on with.
 *
 * @param nonce 16 random bytes that name the creation: a retry gets the same session
 * @param token 32 random bytes, the secret of the session
 * @param id the session, or null if it is to be created
 * @param userId its owner
 * @param lifeMillis its life, or 0
 * @param idleTimeoutMillis its idle timeout, or 0
 * @param capabilities what the state machine is told about the client
 * @param key the API key, or empty
 * @param nextSequence the number of the first new request
 * @param lastPush the last push that was handled
 * @param reservedBelow numbers from here on are to be reserved before they are used
 * @param reservedAtOnce how many are reserved together
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Opening(
    byte[] nonce,
    byte[] token,
    @Nullable SessionId id,
    String userId,
    long lifeMillis,
    long idleTimeoutMillis,
    SortedMap<String, String> capabilities,
    String key,
    long nextSequence,
    long lastPush,
    long reservedBelow,
    int reservedAtOnce) {

  ClientMessage create() {
    return new ClientMessage.CreateSession(
        nonce, token, userId, lifeMillis, idleTimeoutMillis, capabilities, key);
  }

  /** The public parts only. */
  @Override
  public String toString() {
    return "Opening[" + userId + ", " + id + "]";
  }
}
