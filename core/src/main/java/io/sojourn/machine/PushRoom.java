package io.sojourn.machine;

import io.sojourn.session.SessionId;

/** How much more the queues of pushes take before a push is refused. */
@FunctionalInterface
public interface PushRoom {

  /** What the queue of a session takes: nothing if the session is unknown or dead. */
  Room of(SessionId session);

  /**
   * What a queue has room for.
   *
   * @param pushes how many more
   * @param bytes how many bytes those may have together
   */
  record Room(int pushes, long bytes) {
    /** Room for nothing. */
    public static final Room NONE = new Room(0, 0);
  }
}
