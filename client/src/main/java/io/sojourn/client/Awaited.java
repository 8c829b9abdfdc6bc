package io.sojourn.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something asked of the server whose outcome is awaited: the stage that the caller holds, and what
 * the session knows about it. The fields are guarded by the lock of the client; the stage is
 * completed outside of it.
 */
class Awaited extends CompletableFuture<Outcome<byte[]>> {

  /** The deadline of what waits for as long as it takes. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Milliseconds of the session's clock. */
  long deadlineMillis;

  /** Whether it was sent on the connection of now and not answered yet. */
  boolean inFlight;

  private @Nullable Outcome<byte[]> outcome;

  Awaited(long deadlineMillis) {
    this.deadlineMillis = deadlineMillis;
  }

  /** Whether its outcome was decided, and told or about to be. */
  boolean isDecided() {
    return outcome != null;
  }

  /** Decides the outcome, the first time. */
  boolean decide(Outcome<byte[]> decided) {
    if (outcome != null) {
      return false;
    }
    outcome = decided;
    deadlineMillis = NO_DEADLINE;
    return true;
  }

  /** Tells the caller; runs the caller's callbacks. */
  void tell() {
    Outcome<byte[]> decided = outcome;
    if (decided == null) {
      throw new IllegalStateException("not decided yet");
    }
    complete(decided);
  }
}
