package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;

/**
 * What comes of a CREATE_SESSION. A refusal is a value, not an exception: it is kept in the
 * client's slot for a retry (RFC 8881, 18.36.4), so that what was written must not be undone.
 */
public sealed interface CreateSessionOutcome {

  /**
   * A session was created, now or by the request of which this is a retry.
   *
   * @param result what to answer
   * @param replayed whether it was created before
   */
  record Created(CreateSessionResult result, boolean replayed) implements CreateSessionOutcome {}

  /**
   * No session was created.
   *
   * @param status what to answer
   */
  record Refused(Status status) implements CreateSessionOutcome {}
}
