package io.sojourn.client;

import io.sojourn.wire.connect.ServerMessage;

/** What it means for a session that a server ends its connection, or does not let it begin. */
sealed interface Dismissal {

  /**
   * Nothing is decided about the session: it is asked for again.
   *
   * @param leader whom to ask, or empty
   */
  record Again(String detail, String leader) implements Dismissal {}

  /** The session is over. */
  record Over(String code, String detail) implements Dismissal {}

  /** Another connection took the session over. */
  record Fenced(String code, String detail) implements Dismissal {}

  /** This client cannot have the session, whether it lives or not. */
  record Denied(String code, String detail) implements Dismissal {

    String said() {
      return code + ": " + detail;
    }
  }

  /** Takes a code that says something of the session itself. */
  static Dismissal ofSession(String code, String detail) {
    return code.equals("fenced") ? new Fenced(code, detail) : new Over(code, detail);
  }

  /** Takes the end of a connection that held the session, or was about to. */
  static Dismissal of(ServerMessage.Closed closed) {
    return Verdict.of(closed.code()) == Verdict.SESSION_OVER
        ? ofSession(closed.code(), closed.detail())
        : new Again(closed.code() + ": " + closed.detail(), closed.leader());
  }

  /**
   * Takes the refusal of a first message.
   *
   * @param created whether the session was there before
   */
  static Dismissal of(ServerMessage.Rejected rejected, boolean created) {
    String code = rejected.code();
    String said = code + ": " + rejected.detail();
    return switch (Verdict.of(code)) {
      case SESSION_OVER -> new Over(code, rejected.detail());
      case NOT_NOW -> new Again(said, rejected.leader());
      case UNCERTAIN -> new Again(said, "");
      case EXECUTED, OUT_OF_ORDER, NO_ROOM, REFUSED_FOR_ALL, EVICTED, REFUSED ->
          !created || code.equals("token_invalid") || code.equals("unauthorized")
              ? new Denied(code, rejected.detail())
              // Not said to be over: nothing that is awaited is given up for it.
              : new Again(said, "");
    };
  }
}
