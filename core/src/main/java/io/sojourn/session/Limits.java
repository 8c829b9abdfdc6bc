package io.sojourn.session;

/**
 * The bounds of the kernel; what is over one is refused with {@link Refusal.Code#LIMIT_EXCEEDED}.
 * Lengths count UTF-16 units, times are milliseconds.
 *
 * <p>Every node of a cluster must run with the same limits: they decide what is refused.
 *
 * @param sessions how many sessions, dead ones included
 * @param codes how many live codes
 * @param userIdLength of an owner's name
 * @param nameLength of an attribute's or a capability's name
 * @param capabilities how many per session
 * @param capabilityValueLength of one capability
 * @param attributes how many per session
 * @param attributeValueLength of one attribute
 * @param attributesLength of all names and values of a session's attributes together
 * @param lifeMillis the longest life of a session
 * @param idleTimeoutMillis the longest idle timeout
 * @param codeLifeMillis the longest life of a code that nobody used
 * @param retentionMillis how long the record of a dead session is kept
 * @param requestBytes of one request's body
 * @param replyBytes of one reply
 * @param windowRequests how many replies a session keeps that its client has not given up
 * @param windowBytes how many bytes those may have together
 * @param pushes how many pushes a session may have outstanding
 * @param pushBytes how many bytes those may have together
 * @param deadLetters how many dead letters a session keeps, with as many bytes as {@code
 *     pushBytes}; the oldest falls out
 * @param internalCommands how many internal commands are remembered, so that none is executed twice
 * @param internalReplyBytes of the reply to one of them
 * @param settings how many settings of the cluster there are
 * @param settingBytes of the value of one
 * @param stateEntries how many entries the user's state machine has
 * @param stateBytes how long their names and values are together
 * @param serviceEntries how many entries each service has
 * @param serviceBytes how long their names and values are together
 * @param serviceBodyBytes of a command of a service, of a query of it, and of the reply to either
 */
public record Limits(
    int sessions,
    int codes,
    int userIdLength,
    int nameLength,
    int capabilities,
    int capabilityValueLength,
    int attributes,
    int attributeValueLength,
    int attributesLength,
    long lifeMillis,
    long idleTimeoutMillis,
    long codeLifeMillis,
    long retentionMillis,
    int requestBytes,
    int replyBytes,
    int windowRequests,
    int windowBytes,
    int pushes,
    int pushBytes,
    int deadLetters,
    int internalCommands,
    int internalReplyBytes,
    int settings,
    int settingBytes,
    int stateEntries,
    long stateBytes,
    int serviceEntries,
    long serviceBytes,
    int serviceBodyBytes) {

  /**
   * The latest cluster time and the longest duration, 73 million years: sums of two do not
   * overflow.
   */
  public static final long MILLIS_MAX = 1L << 61;

  /**
   * Refuses bounds with which the kernel could not work.
   *
   * @throws IllegalArgumentException if a count or length is not positive, if a window has no room
   *     for one reply, or if a duration is negative or over {@link #MILLIS_MAX}
   */
  public Limits {
    int least = sessions;
    for (int bound :
        new int[] {
          codes,
          userIdLength,
          nameLength,
          capabilities,
          capabilityValueLength,
          attributes,
          attributeValueLength,
          attributesLength,
          requestBytes,
          windowRequests,
          pushes,
          pushBytes,
          deadLetters,
          internalCommands,
          settings,
          settingBytes,
          stateEntries,
          serviceEntries,
          serviceBodyBytes
        }) {
      least = Math.min(least, bound);
    }
    if (least < 1 || stateBytes < 1 || serviceBytes < 1) {
      throw new IllegalArgumentException("a bound must be at least 1");
    }
    if (internalReplyBytes < REPLY_BYTES_MIN) {
      throw new IllegalArgumentException(
          "an internal command must have a reply of " + REPLY_BYTES_MIN + " bytes at least");
    }
    if (replyBytes < REPLY_BYTES_MIN || windowBytes < replyBytes || windowRequests > 1 << 28) {
      throw new IllegalArgumentException(
          "a window must have room for a reply of " + REPLY_BYTES_MIN + " bytes");
    }
    for (long millis : new long[] {lifeMillis, idleTimeoutMillis, codeLifeMillis}) {
      if (millis < 1 || millis > MILLIS_MAX) {
        throw new IllegalArgumentException("a life must be 1 to " + MILLIS_MAX + " ms");
      }
    }
    if (retentionMillis < 0 || retentionMillis > MILLIS_MAX) {
      throw new IllegalArgumentException("the retention must be 0 to " + MILLIS_MAX + " ms");
    }
  }

  private static final int REPLY_BYTES_MIN = 64;

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** What a node runs with unless told otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          1_000_000,
          100_000,
          256,
          128,
          64,
          1024,
          128,
          16 * 1024,
          64 * 1024,
          365 * DAY,
          30 * DAY,
          DAY,
          HOUR,
          1 << 20,
          1 << 20,
          1024,
          4 << 20,
          1024,
          4 << 20,
          64,
          1024,
          4096,
          64,
          4096,
          1_000_000,
          256L << 20,
          10_000_000,
          1L << 30,
          2 << 20);
}
