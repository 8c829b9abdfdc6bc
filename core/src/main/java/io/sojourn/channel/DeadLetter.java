package io.sojourn.channel;

import java.util.Objects;

/**
 * A push that is not sent any more.
 *
 * @param number its number in its session
 * @param at when it died, in milliseconds of cluster time
 * @param reason a sentence for a person
 * @param payload the bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record DeadLetter(long number, long at, String reason, byte[] payload) {
  /** Refuses a letter that lacks something. */
  public DeadLetter {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(payload, "payload");
  }
}
