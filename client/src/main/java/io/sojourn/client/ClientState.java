package io.sojourn.client;

/** How a client and its session stand. {@link #isOver} states are the last ones. */
public sealed interface ClientState {

  /** There is no session yet: one is asked for. */
  record Connecting() implements ClientState {}

  /**
   * The session is held over a live connection.
   *
   * @param epoch counts the connections that took the session over
   */
  record Connected(long epoch) implements ClientState {}

  /**
   * The connection was lost. The session may live on; the client connects again by itself, and what
   * was submitted goes on being awaited.
   *
   * @param detail what happened, for a person
   */
  record Suspended(String detail) implements ClientState {}

  /**
   * The server said that the session is over, or never was.
   *
   * @param code the server's stable reason
   * @param detail one sentence for a person
   */
  record Expired(String code, String detail) implements ClientState {}

  /**
   * Another client took the session over, which lives on in its hands.
   *
   * @param detail one sentence for a person
   */
  record Fenced(String detail) implements ClientState {}

  /**
   * This client was closed or detached, could not begin, or its session file failed.
   *
   * @param detail one sentence for a person
   */
  record Closed(String detail) implements ClientState {}

  /** Whether nothing comes after this state. */
  default boolean isOver() {
    return switch (this) {
      case Connecting connecting -> false;
      case Connected connected -> false;
      case Suspended suspended -> false;
      case Expired expired -> true;
      case Fenced fenced -> true;
      case Closed closed -> true;
    };
  }
}
