package io.sojourn.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds and choices of a {@link RatisLog}. The nodes of one cluster have the same, but for
 * where they listen.
 *
 * @param entryBytesMax a larger entry is refused
 * @param segmentBytes size of a file of the log; a single larger entry gets a file of its own size
 * @param snapshotAfterBytes a snapshot begins by itself after so many payload bytes; 0 = only on
 *     request. The disk holds about three times as much, and two snapshots.
 * @param electionTimeoutMin a follower that hears nothing from its leader for a time drawn between
 *     this and {@code electionTimeoutMax} stands for election
 * @param electionTimeoutMax twice electionTimeoutMin is a good choice
 * @param leaderLease whether the leader answers a read barrier without asking the others while its
 *     lease lasts: faster, and as right as the clocks of the nodes run at the same speed
 * @param tls what the nodes prove themselves with
 * @param plaintextAnywhere whether nodes may talk without TLS over more than the loopback
 *     addresses: then everybody who reaches the port is a node
 * @param listen where this node's log listens, if that is not where the others reach it; each node
 *     has its own
 */
public record RatisLogOptions(
    int entryBytesMax,
    int segmentBytes,
    long snapshotAfterBytes,
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    boolean leaderLease,
    Optional<TlsFiles> tls,
    boolean plaintextAnywhere,
    Optional<NodeAddress> listen) {

  private static final int ENTRY_BYTES_LIMIT = 32 << 20;
  private static final Duration ELECTION_TIMEOUT_LIMIT = Duration.ofMinutes(1);

  public RatisLogOptions {
    if (entryBytesMax < 1 || entryBytesMax > ENTRY_BYTES_LIMIT) {
      throw new IllegalArgumentException("entryBytesMax must be 1 to " + ENTRY_BYTES_LIMIT);
    }
    if (segmentBytes < 1) {
      throw new IllegalArgumentException("segmentBytes must be positive");
    }
    if (snapshotAfterBytes < 0) {
      throw new IllegalArgumentException("snapshotAfterBytes must not be negative");
    }
    if (electionTimeoutMin.toMillis() < 1
        || electionTimeoutMax.compareTo(electionTimeoutMin) <= 0
        || electionTimeoutMax.compareTo(ELECTION_TIMEOUT_LIMIT) > 0) {
      throw new IllegalArgumentException(
          "need 1 ms <= electionTimeoutMin < electionTimeoutMax <= " + ELECTION_TIMEOUT_LIMIT);
    }
  }

  /**
   * Entries up to 8 MiB, files of 16 MiB, a snapshot every 64 MiB, elections after half a second to
   * a second, no lease, no TLS: so loopback addresses only.
   */
  public static RatisLogOptions defaults() {
    return new RatisLogOptions(
        8 << 20,
        16 << 20,
        64 << 20,
        Duration.ofMillis(500),
        Duration.ofMillis(1000),
        false,
        Optional.empty(),
        false,
        Optional.empty());
  }

  public RatisLogOptions withEntryBytesMax(int bytes) {
    return new RatisLogOptions(
        bytes,
        segmentBytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        tls,
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withSegmentBytes(int bytes) {
    return new RatisLogOptions(
        entryBytesMax,
        bytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        tls,
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withSnapshotAfterBytes(long bytes) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        bytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        tls,
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withElectionTimeout(Duration min, Duration max) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        snapshotAfterBytes,
        min,
        max,
        leaderLease,
        tls,
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withLeaderLease(boolean lease) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        lease,
        tls,
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withTls(TlsFiles files) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        Optional.of(files),
        plaintextAnywhere,
        listen);
  }

  public RatisLogOptions withPlaintextAnywhere(boolean allowed) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        tls,
        allowed,
        listen);
  }

  /** For a node that the others reach elsewhere than where it listens: behind a proxy, for one. */
  public RatisLogOptions withListen(NodeAddress own) {
    return new RatisLogOptions(
        entryBytesMax,
        segmentBytes,
        snapshotAfterBytes,
        electionTimeoutMin,
        electionTimeoutMax,
        leaderLease,
        tls,
        plaintextAnywhere,
        Optional.of(own));
  }

  /** Whether the log may listen at, and send to, an address. */
  boolean allows(NodeAddress node) {
    return tls.isPresent() || plaintextAnywhere || node.isLoopback();
  }
}
