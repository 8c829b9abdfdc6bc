package io.sojourn.nfs;

import io.sojourn.nfs.rpc.RpcLimits;
import io.sojourn.nfs.session.SessionLimits;
import io.sojourn.nfs.tree.TreeSettings;

/**
 * How the door works. Every node of a cluster has the same.
 *
 * @param leaseMillis how long a client's state lives without a SEQUENCE
 * @param courtesyMillis how long it is kept after that as long as nobody else wants it
 * @param callbackMillis how long a client may take to answer a callback
 * @param sessions what sessions are granted; with its word on persistence
 * @param connectionSessionsMax to how many sessions a connection may be bound
 * @param replyBytesMax how many bytes of kept replies all sessions may have in memory before slots
 *     are asked back
 * @param tree bounds of the files
 * @param rpc bounds of connections
 */
public record NfsConfig(
    long leaseMillis,
    long courtesyMillis,
    long callbackMillis,
    SessionLimits sessions,
    int connectionSessionsMax,
    long replyBytesMax,
    TreeSettings tree,
    RpcLimits rpc) {

  /** Persistent sessions, a lease of 90 seconds. */
  public static final NfsConfig DEFAULT =
      new NfsConfig(
          90_000,
          900_000,
          10_000,
          SessionLimits.DEFAULT.withPersistent(true),
          1024,
          256L << 20,
          TreeSettings.DEFAULT,
          RpcLimits.DEFAULT);

  /** Refuses times and bounds with which nothing could work. */
  public NfsConfig {
    if (leaseMillis < 1000 || courtesyMillis < 0 || callbackMillis < 1) {
      throw new IllegalArgumentException("a lease lasts at least a second");
    }
    if (connectionSessionsMax < 1 || replyBytesMax < 0) {
      throw new IllegalArgumentException("a bound is too small to work with");
    }
  }

  /**
   * The same with another lease.
   *
   * @param seconds at least 1
   */
  public NfsConfig withLeaseSeconds(int seconds) {
    return new NfsConfig(
        seconds * 1000L,
        courtesyMillis,
        callbackMillis,
        sessions,
        connectionSessionsMax,
        replyBytesMax,
        tree,
        rpc);
  }

  /** The same with other limits of sessions. */
  public NfsConfig withSessions(SessionLimits limits) {
    return new NfsConfig(
        leaseMillis,
        courtesyMillis,
        callbackMillis,
        limits,
        connectionSessionsMax,
        replyBytesMax,
        tree,
        rpc);
  }

  /** The same with other times: of courtesy, and of an answer to a callback. */
  public NfsConfig withMillis(long courtesy, long callback) {
    return new NfsConfig(
        leaseMillis, courtesy, callback, sessions, connectionSessionsMax, replyBytesMax, tree, rpc);
  }

  /** The same with another bound of the sessions of a connection. */
  public NfsConfig withConnectionSessions(int most) {
    return new NfsConfig(
        leaseMillis, courtesyMillis, callbackMillis, sessions, most, replyBytesMax, tree, rpc);
  }

  /** The same with another bound of the kept replies in memory. */
  public NfsConfig withReplyBytes(long most) {
    return new NfsConfig(
        leaseMillis,
        courtesyMillis,
        callbackMillis,
        sessions,
        connectionSessionsMax,
        most,
        tree,
        rpc);
  }

  /** The same with other bounds of connections. */
  public NfsConfig withRpc(RpcLimits limits) {
    return new NfsConfig(
        leaseMillis,
        courtesyMillis,
        callbackMillis,
        sessions,
        connectionSessionsMax,
        replyBytesMax,
        tree,
        limits);
  }
}
