package io.sojourn.client;

/**
 * Why an {@link Outcome.Refused} was refused, where the client itself says so, and the codes of the
 * server that every program meets. All others are the server's, in lower case as in the session
 * protocol: a client hands them on as they come.
 */
public final class RefusalCode {

  /** The state machine threw: nothing changed, and every retry is answered with the same. */
  public static final String FAILED = "failed";

  /**
   * The state machine has no room for what the request would write: nothing changed, and every
   * retry is answered with the same. The same command, submitted anew, is executed when something
   * was removed. Or it has none for what the creation of the session would write: then this client
   * is closed, and whatever it was given is refused with this.
   */
  public static final String STATE_FULL = "state_full";

  /**
   * So much waits in this client that it takes no more: submit again when something is answered.
   */
  public static final String CLIENT_QUEUE_FULL = "client_queue_full";

  /** The command is longer than this client was told to send. */
  public static final String COMMAND_TOO_LARGE = "command_too_large";

  /** The deadline passed before the request was sent for the first time. */
  public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

  /** The client was closed, detached or had failed before the request was sent. */
  public static final String CLIENT_CLOSED = "client_closed";

  private RefusalCode() {}
}
