package io.sojourn.server;

import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** Why a server could not start: one sentence for the person who started it. */
public final class ServerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What stood in the way. */
  public enum Reason {
    /** The address is in use, not ours, or not allowed. */
    CANNOT_LISTEN,
    /** The same, of the address of NFS. */
    CANNOT_LISTEN_NFS,
    /** Another process uses the data folder. */
    FOLDER_LOCKED,
    /** The data was written by a newer version. */
    NEWER_DATA,
    /** The data folder cannot be read or written, or what is in it is damaged. */
    FOLDER_UNUSABLE,
    /** There is no state machine to run, or not the one that wrote the data. */
    NO_MACHINE
  }

  private final Reason reason;

  ServerStartException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static ServerStartException cannotListen(String host, int port, Throwable cause) {
    String why =
        cause instanceof UnresolvedAddressException
            ? "the host is unknown"
            : cause.getMessage() != null ? cause.getMessage() : cause.getClass().getSimpleName();
    return new ServerStartException(
        Reason.CANNOT_LISTEN, "cannot listen on " + host + ":" + port + ": " + why, cause);
  }

  static ServerStartException cannotListenForNfs(
      String host, int port, String why, @Nullable Exception e) {
    return new ServerStartException(
        Reason.CANNOT_LISTEN_NFS, "cannot listen for NFS on " + host + ":" + port + ": " + why, e);
  }

  /** What stood in the way. */
  public Reason reason() {
    return reason;
  }
}
