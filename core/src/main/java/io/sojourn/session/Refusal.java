package io.sojourn.session;

import org.jspecify.annotations.Nullable;

/**
 * Why the kernel did not do what it was asked: a value, not an exception.
 *
 * @param code the stable reason, mapped by every door to its protocol's own form
 * @param message one sentence for a person; never holds a secret
 * @param state the session's current state where that is the reason, else null
 */
public record Refusal(Code code, String message, @Nullable SessionState state) {

  /** The stable reasons. */
  public enum Code {
    /** There is no session of that id. */
    SESSION_UNKNOWN,
    /** There already is a session of that id. */
    SESSION_EXISTS,
    /** The session is Expired or Invalidated. */
    SESSION_DEAD,
    /** The session is live but not Active. */
    SESSION_NOT_ACTIVE,
    /** The life cycle has no such edge. */
    ILLEGAL_TRANSITION,
    /** The caller demanded another version. */
    VERSION_MISMATCH,
    /** The token does not open the session. */
    TOKEN_INVALID,
    /** The code is unknown, expired or used up: the same answer for all three. */
    CODE_INVALID,
    /** The code is in use: draw another. */
    CODE_TAKEN,
    /** A newer connection has taken the session over. */
    FENCED,
    /** The reply was given up by the client: never executed again, the outcome is unknown. */
    REPLY_EVICTED,
    /** The same request number came with another body. */
    FALSE_RETRY,
    /** A request before this one was neither executed nor given up: send that one first. */
    OUT_OF_ORDER,
    /** The request's number is too far above the lowest reply that the client waits for. */
    SEQUENCE_AHEAD,
    /** More unacknowledged replies than the window holds. */
    WINDOW_FULL,
    /** A push queue has no room. */
    PUSH_QUEUE_FULL,
    /** A push was acknowledged that was never sent. */
    ACK_UNKNOWN,
    /** Something is not of the form that the kernel takes. */
    INVALID,
    /** Something is longer, larger or more than its bound. */
    LIMIT_EXCEEDED,
    /** The state machine of the user does not take the session that was to be created. */
    NOT_ADMITTED,
    /**
     * The state machine of the user has no room for what the creation of the session would write.
     */
    STATE_FULL,
    /** No state machine executes requests here. */
    NO_STATE_MACHINE,
    /** The state machine cannot read the command: it was not executed, and never will be. */
    COMMAND_UNREADABLE,
    /** The state machine does not answer such a query. */
    QUERY_REFUSED,
    /** Another node leads: ask there. */
    NOT_LEADER,
    /** The node cannot take commands now: it is starting, stopping, overloaded or has failed. */
    UNAVAILABLE
  }

  /** A refusal that no state explains. */
  public static Refusal of(Code code, String message) {
    return new Refusal(code, message, null);
  }
}
