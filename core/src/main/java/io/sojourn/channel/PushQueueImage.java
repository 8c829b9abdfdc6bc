package io.sojourn.channel;

import java.util.List;

/**
 * The whole state of a {@link PushQueue} as a value, for snapshots.
 *
 * @param lastAssigned the last number assigned, 0 if none was
 * @param pushes the waiting pushes: consecutive numbers, of which the last is {@code lastAssigned}
 */
public record PushQueueImage(long lastAssigned, List<Push> pushes) {

  /** Copies the list, so that the image does not change. */
  public PushQueueImage {
    pushes = List.copyOf(pushes);
  }

  /**
   * One waiting push.
   *
   * @param number its number
   * @param lastSentAt when it was last sent, in milliseconds of cluster time
   * @param payload the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  public record Push(long number, long lastSentAt, byte[] payload) {}
}
