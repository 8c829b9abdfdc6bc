package io.sojourn.channel;

import org.jspecify.annotations.Nullable;

/** A push in its queue. */
final class WaitingPush {
  final long number;
  final byte[] payload;

  /** When its life is over, or {@link PushQueue#NEVER}. */
  final long deadline;

  /** When it was last sent; changed only while it is out of its {@link SendOrder}. */
  long sentAt;

  /** Its neighbours in the {@link SendOrder}. */
  @Nullable WaitingPush sentBefore;

  @Nullable WaitingPush sentAfter;

  WaitingPush(long number, byte[] payload, long sentAt, long deadline) {
    this.number = number;
    this.payload = payload;
    this.sentAt = sentAt;
    this.deadline = deadline;
  }
}
