package io.sojourn.client;

/** A request whose fate is not known to the session, or that waits for one before it. */
final class PendingRequest extends Awaited {

  private static final byte[] NOTHING = {};

  final boolean unordered;
  byte[] command;
  long sequence;

  /** Whether some copy that was sent may have been executed, or may still be. */
  boolean mayBeExecuted;

  /** Whether that was so before the copy that is in flight was sent. */
  boolean mayBeExecutedBefore;

  /** Whether nothing is to be sent any more. */
  boolean resolved;

  /**
   * Whether it is resolved and was not executed: requests in order wait for the mark to pass it.
   */
  boolean hole;

  PendingRequest(byte[] command, boolean unordered, long deadlineMillis) {
    super(deadlineMillis);
    this.command = command;
    this.unordered = unordered;
  }

  void sent() {
    mayBeExecutedBefore = mayBeExecuted;
    mayBeExecuted = true;
    inFlight = true;
  }

  void resolve(boolean asHole) {
    resolved = true;
    hole = asHole;
    inFlight = false;
    command = NOTHING;
  }
}
