package io.sojourn.server;

import java.net.UnknownHostException;
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
    return new ServerStartException(
        Reason.CANNOT_LISTEN,
        "cannot listen on " + host + ":" + port + ": " + whyNotListen(cause),
        cause);
  }

  static ServerStartException cannotListenForNfs(
      String host, int port, String why, @Nullable Exception e) {
    return new ServerStartException(
        Reason.CANNOT_LISTEN_NFS, "cannot listen for NFS on " + host + ":" + port + ": " + why, e);
  }

  /** What the system said of an address, in words of people. */
  static String whyNotListen(Throwable cause) {
    if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
      return "the host is unknown";
    }
    String said =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (said.contains("assign requested address")) {
      return "this machine has no such address";
    }
    return said.contains("Permission denied")
        ? "permission denied, as mostly for ports below 1024"
        : said;
  }

  /** What stood in the way. */
  public Reason reason() {
    return reason;
  }
}
