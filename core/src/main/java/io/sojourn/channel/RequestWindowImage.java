package io.sojourn.channel;

import java.util.List;

/**
 * The whole state of a {@link RequestWindow} as a value, for snapshots.
 *
 * @param lowestAwaited the highest "lowest awaited" sequence seen
 * @param replies the kept replies in ascending order of their sequences, none below the mark
 */
public record RequestWindowImage(long lowestAwaited, List<Reply> replies) {

  /** Copies the list, so that the image does not change. */
  public RequestWindowImage {
    replies = List.copyOf(replies);
  }

  /**
   * One kept reply.
   *
   * @param sequence the sequence of its request, 0 to 2^63-1
   * @param fingerprint the fingerprint of its request
   * @param reply the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  public record Reply(long sequence, long fingerprint, byte[] reply) {}
}
