package io.sojourn.session;

import org.jspecify.annotations.Nullable;

/**
 * Which sessions to list.
 *
 * @param userId only this owner's, or null for everybody's
 * @param state only those in this state, or null for all
 */
public record SessionFilter(@Nullable String userId, @Nullable SessionState state) {

  /** Every session. */
  public static final SessionFilter ALL = new SessionFilter(null, null);

  /** Whether the session is asked for. */
  public boolean matches(Session session) {
    return (userId == null || userId.equals(session.userId()))
        && (state == null || state == session.state());
  }
}
