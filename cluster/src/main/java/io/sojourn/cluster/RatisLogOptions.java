package io.sojourn.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds and choices of a {@link RatisLog}. The nodes of one cluster have the same, but for
 * where they listen.
 *
 * @param sizes of entries and files
 * @param election who leads, and for how long
 * @param network how nodes talk to each other
 */
public record RatisLogOptions(Sizes sizes, Election election, Network network) {

  /**
   * Sizes of entries and files.
   *
   * @param entryBytesMax a larger entry is refused
   * @param segmentBytes size of a file of the log; a single larger entry gets a file of its own
   *     size
   * @param snapshotAfterBytes a snapshot begins by itself after so much payload; 0 = only on
   *     request. The disk holds about three times as much, and two snapshots.
   */
  public record Sizes(int entryBytesMax, int segmentBytes, long snapshotAfterBytes) {

    private static final int ENTRY_BYTES_LIMIT = 32 << 20;

    /** Checks the numbers. */
    public Sizes {
      if (entryBytesMax < 1 || entryBytesMax > ENTRY_BYTES_LIMIT) {
        throw new IllegalArgumentException("entryBytesMax must be 1 to " + ENTRY_BYTES_LIMIT);
      }
      if (segmentBytes < 1) {
        throw new IllegalArgumentException("segmentBytes must be positive");
      }
      if (snapshotAfterBytes < 0) {
        throw new IllegalArgumentException("snapshotAfterBytes must not be negative");
      }
    }
  }

  /**
   * Who leads, and for how long.
   *
   * @param timeoutMin a follower that hears nothing from its leader for a time drawn between this
   *     and {@code timeoutMax} stands for election
   * @param timeoutMax twice timeoutMin is a good choice
   * @param leaderLease whether the leader answers a read barrier without asking the others while
   *     its lease lasts: faster, and as right as the clocks of the nodes run at the same speed
   */
  public record Election(Duration timeoutMin, Duration timeoutMax, boolean leaderLease) {

    private static final Duration TIMEOUT_LIMIT = Duration.ofMinutes(1);

    /** Checks the times. */
    public Election {
      if (timeoutMin.toMillis() < 1
          || timeoutMax.compareTo(timeoutMin) <= 0
          || timeoutMax.compareTo(TIMEOUT_LIMIT) > 0) {
        throw new IllegalArgumentException(
            "need 1 ms <= timeoutMin < timeoutMax <= " + TIMEOUT_LIMIT);
      }
    }
  }

  /**
   * How nodes talk to each other.
   *
   * @param tls what the nodes prove themselves with
   * @param plaintextAnywhere whether nodes may talk without TLS over more than the loopback
   *     addresses: then everybody who reaches the port is a node
   * @param listen where this node's log listens, if that is not where the others reach it, as
   *     behind a proxy; each node has its own
   */
  public record Network(
      Optional<TlsFiles> tls, boolean plaintextAnywhere, Optional<NodeAddress> listen) {

    /** Whether the log may listen at, and send to, an address. */
    boolean allows(NodeAddress node) {
      return tls.isPresent() || plaintextAnywhere || node.isLoopback();
    }
  }

  /**
   * Entries up to 8 MiB, files of 16 MiB, a snapshot every 64 MiB, elections after half a second to
   * a second, no lease, no TLS: so loopback addresses only.
   */
  public static RatisLogOptions defaults() {
    return new RatisLogOptions(
        new Sizes(8 << 20, 16 << 20, 64 << 20),
        new Election(Duration.ofMillis(500), Duration.ofMillis(1000), false),
        new Network(Optional.empty(), false, Optional.empty()));
  }

  /** The same with files of another size. */
  public RatisLogOptions withSegmentBytes(int bytes) {
    return with(new Sizes(sizes.entryBytesMax, bytes, sizes.snapshotAfterBytes));
  }

  /** The same with a snapshot after more or less payload. */
  public RatisLogOptions withSnapshotAfterBytes(long bytes) {
    return with(new Sizes(sizes.entryBytesMax, sizes.segmentBytes, bytes));
  }

  /** The same with elections after another silence. */
  public RatisLogOptions withElectionTimeout(Duration min, Duration max) {
    return with(new Election(min, max, election.leaderLease));
  }

  /** The same with a lease of the leader, or without. */
  public RatisLogOptions withLeaderLease(boolean lease) {
    return with(new Election(election.timeoutMin, election.timeoutMax, lease));
  }

  /** The same with TLS. */
  public RatisLogOptions withTls(TlsFiles files) {
    return with(new Network(Optional.of(files), network.plaintextAnywhere, network.listen));
  }

  /** The same with plaintext everywhere, or on loopback addresses only. */
  public RatisLogOptions withPlaintextAnywhere(boolean allowed) {
    return with(new Network(network.tls, allowed, network.listen));
  }

  /** The same with other sizes. */
  public RatisLogOptions with(Sizes other) {
    return new RatisLogOptions(other, election, network);
  }

  /** The same with other choices of who leads. */
  public RatisLogOptions with(Election other) {
    return new RatisLogOptions(sizes, other, network);
  }

  /** The same with other ways for nodes to talk to each other. */
  public RatisLogOptions with(Network other) {
    return new RatisLogOptions(sizes, election, other);
  }
}
