package io.sojourn.channel;

/** What a {@link PushQueue} says to an acknowledgement. */
public sealed interface AckOutcome {

  /**
   * All pushes up to the acknowledged number are gone.
   *
   * @param removed how many were removed by this one; 0 if it was a repetition
   */
  record Removed(int removed) implements AckOutcome {}

  /**
   * The number was never assigned, so that nobody can have seen such a push; nothing changed.
   *
   * @param lastAssigned the last number that was
   */
  record BeyondLast(long lastAssigned) implements AckOutcome {}
}
