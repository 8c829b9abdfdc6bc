package io.sojourn.check.simulation;

/**
 * When a client that asks nothing has to say that it is there, and whether that was answered. What
 * is not answered is sent again, to another node: the one before may be gone for good.
 */
final class KeepAlive {

  private static final long EVERY_MICROS = SimClient.IDLE_MILLIS * 1000 / 4;

  private final EventQueue queue;
  private long sentAt;
  private boolean awaited;

  KeepAlive(EventQueue queue) {
    this.queue = queue;
  }

  /** Whether the last one was answered, so that it is known that the session lived then. */
  boolean isAnswered() {
    return !awaited;
  }

  /** Whether one is to be sent: it is time, or the last one was sent before then in vain. */
  boolean isDue(long unsentSince) {
    return sentAt < (awaited ? unsentSince : queue.now() - EVERY_MICROS);
  }

  /** One is sent now; true if whoever was sent the one before did not answer it. */
  boolean send() {
    boolean late = awaited && sentAt != OpenRequests.NEVER;
    sentAt = queue.now();
    awaited = true;
    return late;
  }

  /** One that is not answered is to be sent again at once. */
  void hurry() {
    sentAt = awaited ? OpenRequests.NEVER : sentAt;
  }

  /** Something that renews the lease was answered, and had been sent at that time. */
  void answered(long askedAt) {
    awaited &= askedAt < sentAt;
  }

  /** The session is over, and whether it is kept alive is no matter any more. */
  void forget() {
    awaited = false;
  }
}
