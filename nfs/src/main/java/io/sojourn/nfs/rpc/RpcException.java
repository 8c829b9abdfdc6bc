package io.sojourn.nfs.rpc;

/**
 * How a call that was sent over a connection failed. Without a stack trace: it says what the
 * network or the peer did.
 */
public abstract sealed class RpcException extends Exception {

  private static final long serialVersionUID = 1;

  private RpcException(String message) {
    super(message, null, false, false);
  }

  /** Nothing of the call was given to the socket: the peer cannot know of it. */
  public static final class NotWritten extends RpcException {
    private static final long serialVersionUID = 1;

    NotWritten(String why) {
      super("not sent: " + why);
    }
  }

  /**
   * The connection was lost after the call had been given to the socket: the peer may know of it.
   */
  public static final class ConnectionLost extends RpcException {
    private static final long serialVersionUID = 1;

    ConnectionLost() {
      super("the connection was lost before the reply came");
    }
  }

  /** No reply came in time. The peer may know of the call; its late reply is ignored. */
  public static final class TimedOut extends RpcException {
    private static final long serialVersionUID = 1;

    TimedOut() {
      super("no reply in time");
    }
  }

  /** The peer refused the call without executing it (RFC 5531, section 9). */
  public static final class Rejected extends RpcException {
    private static final long serialVersionUID = 1;

    private final boolean denied;
    private final int stat;

    Rejected(boolean denied, int stat) {
      super((denied ? "denied, reject_stat or auth_stat " : "accepted, accept_stat ") + stat);
      this.denied = denied;
      this.stat = stat;
    }

    /** Whether it was MSG_DENIED; else it was MSG_ACCEPTED without SUCCESS. */
    public boolean isDenied() {
      return denied;
    }

    /**
     * The accept_stat of an accepted call; of a denied one the auth_stat, or 0 for RPC_MISMATCH.
     */
    public int stat() {
      return stat;
    }
  }

  /** The peer's reply is not one; the connection is closed. */
  public static final class Malformed extends RpcException {
    private static final long serialVersionUID = 1;

    Malformed(String why) {
      super("not a reply: " + why);
    }
  }
}
