package io.sojourn.client;

/**
 * When a connection that holds the session has to say something, and when it is to be given up: the
 * other end is silent, or answers nothing. Not thread-safe, and knows no clock.
 */
final class Liveness {

  /** What is to be done. */
  enum Need {
    /** Nothing. */
    NOTHING,
    /** Ask for a sign of life. */
    PING,
    /** Give the connection up: there is no sign of life. */
    SILENT,
    /** Give the connection up: it lives, but nothing is answered. */
    UNANSWERED
  }

  private static final long NONE = Long.MIN_VALUE;

  private final long pingAfterMillis;
  private final long pingTimeoutMillis;
  private final long answerTimeoutMillis;
  private long keepAliveMillis;
  private long heardAt;
  private long pingedAt = NONE;
  private long renewedAt;
  private long unansweredSince = NONE;

  Liveness(ClientOptions options) {
    pingAfterMillis = options.silence().pingAfter().toMillis();
    pingTimeoutMillis = options.silence().pingTimeout().toMillis();
    answerTimeoutMillis = options.silence().answerTimeout().toMillis();
  }

  /**
   * The session is held.
   *
   * @param idleTimeoutMillis as the server announced it, 0 for none
   */
  void opened(long idleTimeoutMillis, long now) {
    keepAliveMillis = idleTimeoutMillis <= 0 ? 0 : Math.max(1, idleTimeoutMillis / 3);
    renewedAt = now;
    unansweredSince = NONE;
    heard(now);
  }

  void heard(long now) {
    heardAt = now;
    pingedAt = NONE;
  }

  /** Something was sent that renews the lease. */
  void renewed(long now) {
    renewedAt = now;
  }

  boolean isKeepAliveDue(long now) {
    return keepAliveMillis > 0 && now - renewedAt >= keepAliveMillis;
  }

  /** Says whether anything is awaited now that something was sent or answered. */
  void awaiting(boolean anything, boolean progress, long now) {
    if (!anything) {
      unansweredSince = NONE;
    } else if (progress || unansweredSince == NONE) {
      unansweredSince = now;
    }
  }

  Need check(long now) {
    if (unansweredSince != NONE && now - unansweredSince >= answerTimeoutMillis) {
      return Need.UNANSWERED;
    }
    if (pingedAt != NONE) {
      return now - pingedAt >= pingTimeoutMillis ? Need.SILENT : Need.NOTHING;
    }
    if (now - heardAt >= pingAfterMillis) {
      pingedAt = now;
      return Need.PING;
    }
    return Need.NOTHING;
  }

  long wakeAtMillis() {
    long at = pingedAt != NONE ? pingedAt + pingTimeoutMillis : heardAt + pingAfterMillis;
    if (keepAliveMillis > 0) {
      at = Math.min(at, renewedAt + keepAliveMillis);
    }
    return unansweredSince == NONE ? at : Math.min(at, unansweredSince + answerTimeoutMillis);
  }
}
