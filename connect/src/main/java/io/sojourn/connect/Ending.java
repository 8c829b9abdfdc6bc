package io.sojourn.connect;

import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import io.sojourn.wire.connect.ServerMessage;

/**
 * The last things that a connection says.
 *
 * @param message the last message
 * @param status of the close frame behind it
 * @param code the message's code
 */
record Ending(ServerMessage message, CloseStatus status, String code) {

  private static final String NOBODY = "";

  static Ending rejected(String code, String detail, String leader, CloseStatus status) {
    return new Ending(new ServerMessage.Rejected(code, detail, leader), status, code);
  }

  static Ending closed(Refusal why, CloseStatus status) {
    return closed(Codes.of(why.code()), why.message(), status);
  }

  /** The session is over. */
  static Ending over(Session session, CloseStatus status) {
    return session.state() == SessionState.EXPIRED
        ? closed(Codes.SESSION_EXPIRED, "The lease of the session ended.", status)
        : closed(Codes.SESSION_INVALIDATED, "The session was ended.", status);
  }

  static Ending closed(String code, String detail, CloseStatus status) {
    return closed(code, detail, NOBODY, status);
  }

  static Ending closed(String code, String detail, String leader, CloseStatus status) {
    return new Ending(new ServerMessage.Closed(code, detail, leader), status, code);
  }
}
