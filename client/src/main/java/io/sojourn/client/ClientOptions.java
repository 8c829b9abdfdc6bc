package io.sojourn.client;

import java.time.Duration;

/**
 * The bounds and times of a client; all are positive.
 *
 * @param queueRequests how many requests may be outstanding, sent or not; more are refused
 * @param queueBytes how many bytes those may have together
 * @param commandBytes how long one command may be; a server takes 1 MiB unless told otherwise
 * @param queries how many queries may be outstanding
 * @param pushes how many pushes may wait for the handler; what comes above is left to be sent again
 * @param deadline after how long an outcome is {@link Outcome.Unknown} unless the caller says
 * @param connectPatience how long {@link SojournClient#connect} tries
 * @param attemptTimeout how long one server may take to answer the upgrade, and then the greeting
 * @param backoffFirst the first pause between two attempts lasts up to this
 * @param backoffLongest no pause lasts longer
 * @param pingAfter after how long a silence the server is asked for a sign of life
 * @param pingTimeout how long it may take to give one before the connection is taken for dead
 * @param answerTimeout how long something sent may stay unanswered before another server is tried
 * @param pushAttempts how often a push is handed to a handler that throws
 * @param pushPause between the first two of these; each further one is twice as long
 * @param closePatience how long {@link SojournClient#close} waits for the server's answer
 */
public record ClientOptions(
    int queueRequests,
    long queueBytes,
    int commandBytes,
    int queries,
    int pushes,
    Duration deadline,
    Duration connectPatience,
    Duration attemptTimeout,
    Duration backoffFirst,
    Duration backoffLongest,
    Duration pingAfter,
    Duration pingTimeout,
    Duration answerTimeout,
    int pushAttempts,
    Duration pushPause,
    Duration closePatience) {

  private static final int COMMAND_BYTES_MAX = 4_000_000;
  private static final int COUNT_MAX = 1 << 24;
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** What a client has unless told otherwise. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(
          8192,
          64L << 20,
          1 << 20,
          1024,
          4096,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          5,
          Duration.ofMillis(100),
          Duration.ofSeconds(2));

  /**
   * Refuses bounds with which a client could not work.
   *
   * @throws IllegalArgumentException if a count is not 1 to 2^24, a command longer than a frame can
   *     carry, or a time shorter than a millisecond or longer than ten years
   */
  public ClientOptions {
    for (int count : new int[] {queueRequests, commandBytes, queries, pushes, pushAttempts}) {
      if (count < 1 || count > COUNT_MAX) {
        throw new IllegalArgumentException("a bound must be 1 to " + COUNT_MAX);
      }
    }
    if (commandBytes > COMMAND_BYTES_MAX || queueBytes < commandBytes) {
      throw new IllegalArgumentException(
          "a command has at most " + COMMAND_BYTES_MAX + " bytes, and the queue room for one");
    }
    for (Duration time :
        new Duration[] {
          deadline,
          connectPatience,
          attemptTimeout,
          backoffFirst,
          backoffLongest,
          pingAfter,
          pingTimeout,
          answerTimeout,
          pushPause,
          closePatience
        }) {
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a time must be 1 ms to ten years, not " + time);
      }
    }
  }

  /** The same with another default deadline. */
  public ClientOptions withDeadline(Duration other) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        other,
        connectPatience,
        attemptTimeout,
        backoffFirst,
        backoffLongest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        pushAttempts,
        pushPause,
        closePatience);
  }

  /** The same with other bounds of what may be outstanding. */
  public ClientOptions withQueue(int requests, long bytes) {
    return new ClientOptions(
        requests,
        bytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        connectPatience,
        attemptTimeout,
        backoffFirst,
        backoffLongest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        pushAttempts,
        pushPause,
        closePatience);
  }

  /** The same with other pauses between two attempts to connect. */
  public ClientOptions withBackoff(Duration first, Duration longest) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        connectPatience,
        attemptTimeout,
        first,
        longest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        pushAttempts,
        pushPause,
        closePatience);
  }

  /** The same with another patience of connecting, for all attempts and for one. */
  public ClientOptions withConnecting(Duration patience, Duration attempt) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        patience,
        attempt,
        backoffFirst,
        backoffLongest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        pushAttempts,
        pushPause,
        closePatience);
  }

  /** The same with other times after which a silent server is left. */
  public ClientOptions withSilence(Duration ping, Duration pong, Duration answer) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        connectPatience,
        attemptTimeout,
        backoffFirst,
        backoffLongest,
        ping,
        pong,
        answer,
        pushAttempts,
        pushPause,
        closePatience);
  }

  /** The same with other attempts at a push whose handler throws. */
  public ClientOptions withPushAttempts(int attempts, Duration pause) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        connectPatience,
        attemptTimeout,
        backoffFirst,
        backoffLongest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        attempts,
        pause,
        closePatience);
  }

  /** The same with another patience for the server's answer at the end. */
  public ClientOptions withClosePatience(Duration other) {
    return new ClientOptions(
        queueRequests,
        queueBytes,
        commandBytes,
        queries,
        pushes,
        deadline,
        connectPatience,
        attemptTimeout,
        backoffFirst,
        backoffLongest,
        pingAfter,
        pingTimeout,
        answerTimeout,
        pushAttempts,
        pushPause,
        other);
  }
}
