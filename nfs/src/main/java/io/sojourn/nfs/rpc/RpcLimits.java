package io.sojourn.nfs.rpc;

/**
 * The bounds of connections. Times are milliseconds; they are looked at every {@code sweepMillis},
 * so that they may be that much longer, and never shorter.
 *
 * @param connections how many connections a server has at most
 * @param recordBytes how long a record may be, all its fragments together
 * @param fragments of how many fragments it may be, empty ones included
 * @param calls with how many calls of the peer under way a connection is not read
 * @param callBytes with how many bytes of their records it is not read
 * @param unsentBytes with how many bytes unsent it is not read
 * @param unsentBytesMax with how many bytes unsent it is closed
 * @param callsOut how many calls to the peer may wait for their replies
 * @param recordMillis how long a record may take from its first byte to its last
 * @param idleMillis after how long a silence, with nothing under way, a connection is closed
 * @param stallMillis how long a peer may take nothing of what is sent to it
 * @param sweepMillis how often connections are looked at
 */
public record RpcLimits(
    int connections,
    int recordBytes,
    int fragments,
    int calls,
    int callBytes,
    int unsentBytes,
    int unsentBytesMax,
    int callsOut,
    long recordMillis,
    long idleMillis,
    long stallMillis,
    long sweepMillis) {

  /** A mebibyte of data and room for what is around it; a silence may be longer than any lease. */
  public static final RpcLimits DEFAULT =
      new RpcLimits(
          10_000,
          (1 << 20) + (64 << 10),
          1024,
          256,
          8 << 20,
          1 << 20,
          128 << 20,
          1024,
          60_000,
          600_000,
          60_000,
          1_000);

  /** Refuses bounds with which no connection could work. */
  public RpcLimits {
    int least = Math.min(Math.min(connections, fragments), Math.min(calls, callsOut));
    if (least < 1 || recordBytes < 64 || callBytes < 1 || unsentBytes < 2) {
      throw new IllegalArgumentException("a bound is too small to work with");
    }
    if (unsentBytesMax < unsentBytes) {
      throw new IllegalArgumentException("unsentBytesMax is below unsentBytes");
    }
    if (Math.min(Math.min(recordMillis, idleMillis), Math.min(stallMillis, sweepMillis)) < 1) {
      throw new IllegalArgumentException("a time must be at least a millisecond");
    }
  }

  /** With another number of connections. */
  public RpcLimits withConnections(int number) {
    return new RpcLimits(
        number,
        recordBytes,
        fragments,
        calls,
        callBytes,
        unsentBytes,
        unsentBytesMax,
        callsOut,
        recordMillis,
        idleMillis,
        stallMillis,
        sweepMillis);
  }

  /** With other bounds of a record. */
  public RpcLimits withRecords(int bytes, int fragmentsMax) {
    return new RpcLimits(
        connections,
        bytes,
        fragmentsMax,
        calls,
        callBytes,
        unsentBytes,
        unsentBytesMax,
        callsOut,
        recordMillis,
        idleMillis,
        stallMillis,
        sweepMillis);
  }

  /** With other bounds of the calls under way, in both directions. */
  public RpcLimits withCalls(int in, int inBytes, int out) {
    return new RpcLimits(
        connections,
        recordBytes,
        fragments,
        in,
        inBytes,
        unsentBytes,
        unsentBytesMax,
        out,
        recordMillis,
        idleMillis,
        stallMillis,
        sweepMillis);
  }

  /** With other bounds of what waits to be sent. */
  public RpcLimits withUnsent(int bytes, int bytesMax) {
    return new RpcLimits(
        connections,
        recordBytes,
        fragments,
        calls,
        callBytes,
        bytes,
        bytesMax,
        callsOut,
        recordMillis,
        idleMillis,
        stallMillis,
        sweepMillis);
  }

  /** With other times. */
  public RpcLimits withMillis(long record, long idle, long stall, long sweep) {
    return new RpcLimits(
        connections,
        recordBytes,
        fragments,
        calls,
        callBytes,
        unsentBytes,
        unsentBytesMax,
        callsOut,
        record,
        idle,
        stall,
        sweep);
  }
}
