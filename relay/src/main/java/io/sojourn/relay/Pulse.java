package io.sojourn.relay;

/** When a connection was last heard of and last pinged, to the exactness of the sweep. */
final class Pulse {

  private long heardAt;
  private long pingedAt;
  private boolean heard;
  private long takenBefore;

  /** Starts at a moment. */
  void start(long now) {
    heardAt = now;
    pingedAt = now;
  }

  /** Something came; cheap, since it is called for every frame. */
  void heard() {
    heard = true;
  }

  /**
   * Lets a silence pass that says nothing: who is not read cannot be heard, and who still reads
   * what is in its way has not come to our last ping yet.
   */
  void excuse(boolean unread, SendQueue queue) {
    long taken = queue.takenBytes();
    heard |= unread || (queue.isFull() && taken != takenBefore);
    takenBefore = taken;
  }

  /** Whether nothing was heard for so long. */
  boolean isSilent(long now, long silence) {
    if (heard) {
      heard = false;
      heardAt = now;
    }
    return now - heardAt >= silence;
  }

  /** Whether it is time for a ping; if so, it counts as sent. */
  boolean pingIsDue(long now, long every) {
    if (now - pingedAt < every) {
      return false;
    }
    pingedAt = now;
    return true;
  }
}
