package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;

/** What came of an operation that was asked of a client. */
public sealed interface CallbackOutcome {

  /**
   * The client did it, or said why not.
   *
   * @param status of the operation; RETRY_UNCACHED_REP if it was done and the answer was lost
   */
  record Answered(Status status) implements CallbackOutcome {}

  /**
   * It will not be answered any more: the session is gone, its back channel went wrong, or too much
   * waits for it. The client may have done it or not.
   */
  record Undelivered() implements CallbackOutcome {}
}
