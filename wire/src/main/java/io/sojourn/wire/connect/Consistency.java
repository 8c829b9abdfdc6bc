package io.sojourn.wire.connect;

/** What a query is to see. */
public enum Consistency {
  /** Everything that was answered, to anybody, before it was asked. */
  LINEARIZABLE,
  /** What the node that is asked has, but not before it has what the session saw. */
  SESSION,
  /** What the node that is asked has. */
  LOCAL
}
