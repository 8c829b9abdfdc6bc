package io.sojourn.session;

/**
 * A code that can be used to join. Immutable. Times are milliseconds of cluster time.
 *
 * @param code the code
 * @param host the session that it leads to
 * @param openedAt when it was opened
 * @param expiresAt when it ends unless somebody joined before; {@link #WITH_HOST} once somebody did
 * @param usesLeft how many may still join; {@link #UNLIMITED} for no bound
 */
public record LiveCode(
    PairingCode code, SessionId host, long openedAt, long expiresAt, int usesLeft) {

  /** Lives as long as its host. */
  public static final long WITH_HOST = Long.MAX_VALUE;

  /** As many as like may join. */
  public static final int UNLIMITED = 0;

  /** This code after one use that was not the last: from then on it lives as long as its host. */
  public LiveCode usedOnce() {
    return new LiveCode(
        code, host, openedAt, WITH_HOST, usesLeft == UNLIMITED ? UNLIMITED : usesLeft - 1);
  }

  /** Whether the next use is the last. */
  public boolean isLastUse() {
    return usesLeft == 1;
  }
}
