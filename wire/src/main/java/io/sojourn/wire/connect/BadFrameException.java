package io.sojourn.wire.connect;

import java.io.IOException;

/** A frame that the protocol does not allow. */
public final class BadFrameException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Reason {
    /** It is not what the schema says. */
    MALFORMED,
    /** It has a message of a kind that is not known here, or of none. */
    UNKNOWN_MESSAGE,
    /** It has more bytes or messages than a frame may have. */
    TOO_LARGE
  }

  private final Reason reason;

  /**
   * Makes one.
   *
   * @param message for a person; holds no secret and nothing of what was read
   */
  public BadFrameException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  BadFrameException(String message, Throwable cause) {
    super(message, cause);
    this.reason = Reason.MALFORMED;
  }

  /** What is wrong with the frame. */
  public Reason reason() {
    return reason;
  }
}
