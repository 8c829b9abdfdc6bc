package io.sojourn.server;

import io.sojourn.nfs.NfsConfig;

/**
 * How a server serves files by NFSv4.1: on the host of its HTTP address, at a port of its own.
 * Every node of a cluster is to have the same lease and the same word on persistence, since each
 * may lead.
 *
 * @param port where it listens; 0 for any free one
 * @param ifFree whether the server starts without NFS if another program has the port
 * @param leaseSeconds how long a client's state lives without a sign of life
 * @param persistent whether sessions, their slots and kept replies survive a restart
 */
public record NfsChoice(int port, boolean ifFree, int leaseSeconds, boolean persistent) {

  /** The usual port. */
  public static final int DEFAULT_PORT = 12_049;

  /** The shortest lease: a client renews it every third of that. */
  public static final int LEASE_SECONDS_MIN = 1;

  /** The longest lease: an hour. */
  public static final int LEASE_SECONDS_MAX = 3600;

  /** The usual port if it is free, a lease of 90 seconds, and persistent sessions. */
  public static final NfsChoice DEFAULT = new NfsChoice(DEFAULT_PORT, true, 90, true);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public NfsChoice {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port of NFS must be 0 to 65535");
    }
    if (leaseSeconds < LEASE_SECONDS_MIN || leaseSeconds > LEASE_SECONDS_MAX) {
      throw new IllegalArgumentException(
          "the lease of NFS must be "
              + LEASE_SECONDS_MIN
              + " to "
              + LEASE_SECONDS_MAX
              + " seconds");
    }
  }

  /** The same at a port that has to be free; 0 for any. */
  public NfsChoice withPort(int number) {
    return new NfsChoice(number, false, leaseSeconds, persistent);
  }

  /** The same with another lease. */
  public NfsChoice withLeaseSeconds(int seconds) {
    return new NfsChoice(port, ifFree, seconds, persistent);
  }

  /** The same with sessions that survive a restart, or do not. */
  public NfsChoice withPersistent(boolean wanted) {
    return new NfsChoice(port, ifFree, leaseSeconds, wanted);
  }

  /** The settings of the door. */
  NfsConfig config() {
    return NfsConfig.DEFAULT
        .withLeaseSeconds(leaseSeconds)
        .withSessions(NfsConfig.DEFAULT.sessions().withPersistent(persistent));
  }
}
