package io.sojourn.session;

/** What doors are told after a command was applied. */
public sealed interface SessionEvent {

  /** The session concerned. */
  SessionId id();

  /**
   * The session was created, changed or seen.
   *
   * @param session as it is now
   */
  record Changed(Session session) implements SessionEvent {
    @Override
    public SessionId id() {
      return session.id();
    }
  }

  /**
   * The session is dead: told after the decision is committed, never before.
   *
   * @param session as it is now, Expired or Invalidated
   */
  record Ended(Session session) implements SessionEvent {
    @Override
    public SessionId id() {
      return session.id();
    }
  }

  /**
   * The record of a dead session was dropped after its retention.
   *
   * @param id the session
   */
  record Removed(SessionId id) implements SessionEvent {}

  /**
   * A new connection took the session over: connections of an older epoch are to be closed.
   *
   * @param id the session
   * @param epoch the epoch of the new connection
   */
  record TakenOver(SessionId id, long epoch) implements SessionEvent {}
}
