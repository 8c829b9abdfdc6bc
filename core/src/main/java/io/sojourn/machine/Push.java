package io.sojourn.machine;

import io.sojourn.session.Limits;
import io.sojourn.session.SessionId;
import java.util.Objects;

/**
 * A message that the user's state machine sends to a session of its choice.
 *
 * @param <S> the payload; bytes for the kernel
 * @param to the session; if it is unknown or dead, the push is dropped and counted
 * @param payload handed over: not to be changed afterwards
 * @param lifeMillis how long it waits for its acknowledgement, in cluster time, before it goes to
 *     the session's dead letters; 0 for as long as the session lives
 */
public record Push<S>(SessionId to, S payload, long lifeMillis) {
  /** Refuses a push of nothing, to nobody, or of a life that no clock measures. */
  public Push {
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(payload, "payload");
    if (lifeMillis < 0 || lifeMillis > Limits.MILLIS_MAX) {
      throw new IllegalArgumentException("the life of a push is 0 to " + Limits.MILLIS_MAX + " ms");
    }
  }

  /** A push that lives as long as the session. */
  public Push(SessionId to, S payload) {
    this(to, payload, 0);
  }
}
