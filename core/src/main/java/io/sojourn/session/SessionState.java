package io.sojourn.session;

/** Where a session stands in its life; {@link Lifecycle} says which change leads where. */
public enum SessionState {
  /** Created, not yet activated. */
  PENDING("Pending"),
  /** In use: the only state in which requests are executed. */
  ACTIVE("Active"),
  /** Held by an operator or its owner: kept, but refuses requests until resumed. */
  SUSPENDED("Suspended"),
  /** Its lease ran out in cluster time. Dead. */
  EXPIRED("Expired"),
  /** Ended on purpose. Dead, and nothing changes it any more. */
  INVALIDATED("Invalidated");

  private final String label;

  SessionState(String label) {
    this.label = label;
  }

  /** The name used in every protocol and document, such as {@code Pending}. */
  public String label() {
    return label;
  }

  /** Whether the session still holds its lease. A dead session never becomes live again. */
  public boolean isLive() {
    return this == PENDING || this == ACTIVE || this == SUSPENDED;
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException if the text is none of the five labels, in exactly that case
   */
  public static SessionState parse(String label) {
    for (SessionState state : values()) {
      if (state.label.equals(label)) {
        return state;
      }
    }
    throw new IllegalArgumentException(
        "a session state is one of Pending, Active, Suspended, Expired, Invalidated");
  }
}
