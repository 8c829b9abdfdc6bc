package io.sojourn.machine;

import io.sojourn.session.SessionId;
import java.util.Objects;

/**
 * A question that changes nothing, and so is not in the log.
 *
 * @param id the session that asks
 * @param epoch of its connection, or {@link #NOT_HELD} for one that does not hold the session: who
 *     only asks takes it from nobody, and is fenced by nobody
 * @param body what the user's state machine is given; handed over
 * @param consistency how new the state must be
 * @param minIndex for {@link Consistency#SESSION}: an entry that must be applied, else 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record Query(SessionId id, long epoch, byte[] body, Consistency consistency, long minIndex) {

  /** The epoch of a connection that knows the session's token, but does not hold the session. */
  public static final long NOT_HELD = 0;

  /** Refuses a query that lacks something. */
  public Query {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(consistency, "consistency");
  }
}
