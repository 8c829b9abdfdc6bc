package io.sojourn.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing, newest session first.
 *
 * @param sessions the sessions
 * @param next where the next page begins, or null when this is the last
 */
public record SessionPage(List<Session> sessions, @Nullable Position next) {

  /**
   * A place in the listing that stays valid while sessions come and go.
   *
   * @param createdAt creation time of the last session shown
   * @param id its id, which orders sessions of the same millisecond
   */
  public record Position(long createdAt, SessionId id) {}
}
