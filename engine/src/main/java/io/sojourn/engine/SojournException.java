package io.sojourn.engine;

import io.sojourn.session.Refusal;

/** Why an embedded Sojourn did not do what it was asked. */
@SuppressWarnings("serial") // never serialized
public abstract sealed class SojournException extends RuntimeException {

  private SojournException(String message) {
    super(message);
  }

  /** Nothing was done, and nothing changed. */
  public static final class Refused extends SojournException {
    private final Refusal refusal;

    Refused(Refusal refusal) {
      super(refusal.code() + ": " + refusal.message());
      this.refusal = refusal;
    }

    /** The reason, with its stable code. */
    public Refusal refusal() {
      return refusal;
    }
  }

  /** The state machine threw; its writes were undone. Every retry of this request fails alike. */
  public static final class Failed extends SojournException {
    private final String failure;

    Failed(String failure) {
      super("the state machine threw " + failure);
      this.failure = failure;
    }

    /** The class of what was thrown. */
    public String failure() {
      return failure;
    }
  }

  /**
   * It may or may not have been done: the log failed before the answer was known. After a restart
   * the same request under the same number is answered, and executed if it was not.
   */
  public static final class Uncertain extends SojournException {
    Uncertain(String detail) {
      super("it may or may not have been done: " + detail);
    }
  }
}
