package io.sojourn.nfs.session;

/**
 * What is known of a back channel's way to its client. Changed behind the lock of its channel; its
 * bits may be read from any thread.
 */
final class CallbackHealth {

  /** The last call was not answered. */
  private boolean silent;

  /** The channel went wrong, so that nothing is sent until something has changed. */
  private boolean faulty;

  private boolean closed;
  private boolean bound;
  private volatile int bits;

  void bound(boolean toAnyConnection) {
    bound = toAnyConnection;
    refresh();
  }

  void silent(boolean unanswered) {
    silent = unanswered;
    refresh();
  }

  void faulty(boolean wrong) {
    faulty = wrong;
    refresh();
  }

  void close() {
    closed = true;
    refresh();
  }

  boolean isFaulty() {
    return faulty;
  }

  boolean isClosed() {
    return closed;
  }

  private void refresh() {
    boolean down = closed || faulty || silent || !bound;
    bits =
        (down ? SequenceStatus.CB_PATH_DOWN_SESSION.bit() : 0)
            | (faulty ? SequenceStatus.BACKCHANNEL_FAULT.bit() : 0);
  }

  /** CB_PATH_DOWN_SESSION and BACKCHANNEL_FAULT, of {@link SequenceStatus}. */
  int bits() {
    return bits;
  }
}
