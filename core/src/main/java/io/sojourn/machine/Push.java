package io.sojourn.machine;

import io.sojourn.session.SessionId;
import java.util.Objects;

/**
 * A message that the user's state machine sends to a session of its choice.
 *
 * @param <S> the payload; bytes for the kernel
 * @param to the session; if it is unknown or dead, the push is dropped and counted
 * @param payload handed over: not to be changed afterwards
 */
public record Push<S>(SessionId to, S payload) {
  /** Refuses a push of nothing or to nobody. */
  public Push {
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(payload, "payload");
  }
}
