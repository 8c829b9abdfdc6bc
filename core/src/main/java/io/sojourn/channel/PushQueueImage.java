package io.sojourn.channel;

import java.util.List;

/**
 * The whole state of a {@link PushQueue} as a value, for snapshots.
 *
 * @param lastAssigned the last number assigned, 0 if none was
 * @param acknowledged the highest number acknowledged, 0 if none was
 * @param pushes the waiting pushes, in ascending order of their numbers, which lie above {@code
 *     acknowledged}; those that are missing died
 */
public record PushQueueImage(long lastAssigned, long acknowledged, List<Push> pushes) {

  /** Copies the list, so that the image does not change. */
  public PushQueueImage {
    pushes = List.copyOf(pushes);
  }

  /**
   * One waiting push.
   *
   * @param number its number
   * @param lastSentAt when it was last sent, in milliseconds of cluster time
   * @param deadline until when it lives, in milliseconds of cluster time; 0 for as long as its
   *     session
   * @param payload the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  public record Push(long number, long lastSentAt, long deadline, byte[] payload) {}
}
