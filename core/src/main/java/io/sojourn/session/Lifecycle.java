package io.sojourn.session;

/**
 * The life cycle of a session as one pure function. Every store and the machine call it; nothing
 * else decides a transition.
 *
 * <p>A dead session stays dead: no edge leads from Expired or Invalidated to a live state.
 */
public final class Lifecycle {

  private static final Transition STAYS = new Transition.Stays();
  private static final Transition ILLEGAL = new Transition.Illegal();

  private Lifecycle() {}

  /** Answers what {@code change} does to a session in state {@code from}. Thread-safe. */
  public static Transition next(SessionState from, StateChange change) {
    return switch (change) {
      case ACTIVATE ->
          switch (from) {
            case PENDING -> new Transition.Moves(SessionState.ACTIVE);
            case ACTIVE -> STAYS;
            case SUSPENDED, EXPIRED, INVALIDATED -> ILLEGAL;
          };
      case SUSPEND ->
          from == SessionState.ACTIVE ? new Transition.Moves(SessionState.SUSPENDED) : ILLEGAL;
      case RESUME ->
          from == SessionState.SUSPENDED ? new Transition.Moves(SessionState.ACTIVE) : ILLEGAL;
      case EXPIRE -> from.isLive() ? new Transition.Moves(SessionState.EXPIRED) : ILLEGAL;
      case INVALIDATE ->
          from == SessionState.INVALIDATED
              ? ILLEGAL
              : new Transition.Moves(SessionState.INVALIDATED);
    };
  }
}
