package io.sojourn.session;

/** What the life cycle answers to a change. */
public sealed interface Transition {

  /**
   * The change leads to another state.
   *
   * @param to the state after the change
   */
  record Moves(SessionState to) implements Transition {}

  /** The session is already there: accepted, and nothing changes, not even the version. */
  record Stays() implements Transition {}

  /** The life cycle has no such edge from the current state: refused. */
  record Illegal() implements Transition {}
}
