package io.sojourn.client;

/** The client could not get, or go on with, its session. */
public final class NotConnectedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ClientState state;

  NotConnectedException(ClientState state) {
    super(state.toString());
    this.state = state;
  }

  /** Why: one that {@link ClientState#isOver() is over}. */
  public ClientState state() {
    return state;
  }
}
