package io.sojourn.machine;

import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.StateChange;

/** The refusals that several commands share, worded once. */
final class Refusals {

  private Refusals() {}

  static Reply unknown() {
    return because(Refusal.Code.SESSION_UNKNOWN, "There is no such session.");
  }

  static Reply dead(Session session) {
    return new Reply.Refused(
        new Refusal(
            Refusal.Code.SESSION_DEAD,
            "The session is " + session.state().label() + " and stays so.",
            session.state()));
  }

  static Reply illegal(Session session, StateChange change) {
    return new Reply.Refused(
        new Refusal(
            Refusal.Code.ILLEGAL_TRANSITION,
            "Cannot " + change.verb() + " a session that is " + session.state().label() + ".",
            session.state()));
  }

  static Reply version(Session session, long expected) {
    return because(
        Refusal.Code.VERSION_MISMATCH,
        "The session has version " + session.version() + ", not " + expected + ".");
  }

  /** One answer for unknown, expired and used-up codes: a guesser learns nothing. */
  static Reply code() {
    return because(Refusal.Code.CODE_INVALID, "The code is not valid.");
  }

  static Reply because(Refusal.Code code, String message) {
    return new Reply.Refused(Refusal.of(code, message));
  }
}
