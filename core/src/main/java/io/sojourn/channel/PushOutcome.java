package io.sojourn.channel;

/** What a {@link PushQueue} says to a push that is offered. */
public sealed interface PushOutcome {

  /**
   * The push was taken.
   *
   * @param number its number, from 1 in each session
   * @param previous as {@link Push#previous}
   */
  record Assigned(long number, long previous) implements PushOutcome {}

  /**
   * The push does not fit; the queue is unchanged and no number was used up.
   *
   * @param pushes the number of pushes that wait for an acknowledgement
   * @param bytes the sum of their lengths
   */
  record Full(int pushes, long bytes) implements PushOutcome {}
}
