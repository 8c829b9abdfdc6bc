package io.sojourn.client;

import io.sojourn.session.SessionId;

/**
 * What it takes to go on with a session in another process: all that a session file holds. The
 * token is a secret.
 *
 * @param id the session
 * @param token 64 hexadecimal digits that prove who holds it
 * @param nextSequence the number of the next new request: none that was used before is as high
 * @param lastPush the number of the last push that was handled; 0 if none was
 */
public record SavedSession(SessionId id, String token, long nextSequence, long lastPush) {

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "SavedSession[" + id + ", next " + nextSequence + ", last push " + lastPush + "]";
  }
}
