package io.sojourn.session;

/** What may be asked of a session's state; the closed set over which {@link Lifecycle} decides. */
public enum StateChange {
  /** Put into use: from Pending; no change when already Active. */
  ACTIVATE("activate"),
  /** Hold: from Active. */
  SUSPEND("suspend"),
  /** Take up again: from Suspended. */
  RESUME("resume"),
  /** The lease is over: decided by the machine alone, by cluster time. */
  EXPIRE("expire"),
  /** End on purpose: from every state but Invalidated. */
  INVALIDATE("invalidate");

  private final String verb;

  StateChange(String verb) {
    this.verb = verb;
  }

  /** The verb used in paths and messages, such as {@code activate}. */
  public String verb() {
    return verb;
  }
}
