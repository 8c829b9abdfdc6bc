package io.sojourn.client;

import java.time.Duration;

/**
 * The bounds and times of a client; all are positive. A bound is at most 2^24, a time 1 ms to ten
 * years; other ones are refused with an {@link IllegalArgumentException}.
 *
 * @param bounds of what may be outstanding
 * @param deadline after how long an outcome is {@link Outcome.Unknown} unless the caller says
 * @param connecting how a connection is come by
 * @param silence how one is found to be of no use
 * @param pushes how many pushes are taken, and how often each
 * @param closePatience how long {@link SojournClient#close} waits for the server's answer
 */
public record ClientOptions(
    Bounds bounds,
    Duration deadline,
    Connecting connecting,
    Silence silence,
    Pushes pushes,
    Duration closePatience) {

  private static final int COUNT_MAX = 1 << 24;
  private static final Duration LONGEST = Duration.ofDays(3650);

  /**
   * What may be outstanding at one time.
   *
   * @param requests how many requests, sent or not; more are refused
   * @param requestBytes how many bytes those may have together
   * @param commandBytes how long one command may be; a server takes 1 MiB unless told otherwise
   * @param queries how many queries
   */
  public record Bounds(int requests, long requestBytes, int commandBytes, int queries) {

    private static final int COMMAND_BYTES_MAX = 4_000_000;

    /** Refuses a command longer than a frame can carry, and a queue without room for one. */
    public Bounds {
      requireCount(requests);
      requireCount(commandBytes);
      requireCount(queries);
      if (commandBytes > COMMAND_BYTES_MAX || requestBytes < commandBytes) {
        throw new IllegalArgumentException(
            "a command has at most " + COMMAND_BYTES_MAX + " bytes, and the queue room for one");
      }
    }
  }

  /**
   * How a connection is come by.
   *
   * @param patience how long {@link SojournClient#connect} tries
   * @param attempt how long one server may take to answer the upgrade, and then the greeting
   * @param firstPause the first pause between two attempts lasts up to this
   * @param longestPause no pause lasts longer
   */
  public record Connecting(
      Duration patience, Duration attempt, Duration firstPause, Duration longestPause) {

    /** Checks the times. */
    public Connecting {
      requireTimes(patience, attempt, firstPause, longestPause);
    }
  }

  /**
   * After which silence the server is left.
   *
   * @param pingAfter after how long a silence the server is asked for a sign of life
   * @param pingTimeout how long it may take to give one before the connection is taken for dead
   * @param answerTimeout how long something sent may stay unanswered before another server is tried
   */
  public record Silence(Duration pingAfter, Duration pingTimeout, Duration answerTimeout) {

    /** Checks the times. */
    public Silence {
      requireTimes(pingAfter, pingTimeout, answerTimeout);
    }
  }

  /**
   * How pushes are handed to the handler.
   *
   * @param waiting how many may wait for it; what comes above is left to be sent again
   * @param attempts how often a push is handed to a handler that throws
   * @param pause between the first two of these; each further one is twice as long
   */
  public record Pushes(int waiting, int attempts, Duration pause) {

    /** Checks the bounds. */
    public Pushes {
      requireCount(waiting);
      requireCount(attempts);
      requireTimes(pause);
    }
  }

  /** What a client has unless told otherwise. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(
          new Bounds(8192, 64L << 20, 1 << 20, 1024),
          Duration.ofSeconds(30),
          new Connecting(
              Duration.ofSeconds(30),
              Duration.ofSeconds(5),
              Duration.ofMillis(100),
              Duration.ofSeconds(10)),
          new Silence(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30)),
          new Pushes(4096, 5, Duration.ofMillis(100)),
          Duration.ofSeconds(2));

  /** Checks the times. */
  public ClientOptions {
    requireTimes(deadline, closePatience);
  }

  private static void requireCount(int count) {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException("a bound must be 1 to " + COUNT_MAX);
    }
  }

  private static void requireTimes(Duration... times) {
    for (Duration time : times) {
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a time must be 1 ms to ten years, not " + time);
      }
    }
  }

  /** The same with another default deadline. */
  public ClientOptions withDeadline(Duration other) {
    return new ClientOptions(bounds, other, connecting, silence, pushes, closePatience);
  }

  /** The same with other bounds of the requests that may be outstanding. */
  public ClientOptions withQueue(int requests, long bytes) {
    Bounds other = new Bounds(requests, bytes, bounds.commandBytes, bounds.queries);
    return new ClientOptions(other, deadline, connecting, silence, pushes, closePatience);
  }

  /** The same with other pauses between two attempts to connect. */
  public ClientOptions withBackoff(Duration first, Duration longest) {
    return with(new Connecting(connecting.patience, connecting.attempt, first, longest));
  }

  /** The same with another patience of connecting, for all attempts and for one. */
  public ClientOptions withConnecting(Duration patience, Duration attempt) {
    return with(new Connecting(patience, attempt, connecting.firstPause, connecting.longestPause));
  }

  private ClientOptions with(Connecting other) {
    return new ClientOptions(bounds, deadline, other, silence, pushes, closePatience);
  }

  /** The same with other times after which a silent server is left. */
  public ClientOptions withSilence(Duration ping, Duration pong, Duration answer) {
    Silence other = new Silence(ping, pong, answer);
    return new ClientOptions(bounds, deadline, connecting, other, pushes, closePatience);
  }

  /** The same with other attempts at a push whose handler throws. */
  public ClientOptions withPushAttempts(int attempts, Duration pause) {
    Pushes other = new Pushes(pushes.waiting, attempts, pause);
    return new ClientOptions(bounds, deadline, connecting, silence, other, closePatience);
  }

  /** The same with another patience for the server's answer at the end. */
  public ClientOptions withClosePatience(Duration other) {
    return new ClientOptions(bounds, deadline, connecting, silence, pushes, other);
  }
}
