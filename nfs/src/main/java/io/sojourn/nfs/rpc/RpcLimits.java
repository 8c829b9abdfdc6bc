package io.sojourn.nfs.rpc;

/**
 * The bounds of connections.
 *
 * @param connections how many connections a server has at most
 * @param records how long what a peer sends may be
 * @param calls how much may be under way
 * @param unsent how much may wait to be sent
 * @param millis how long anything may take
 */
public record RpcLimits(
    int connections, Records records, Calls calls, Unsent unsent, Millis millis) {

  /**
   * The bounds of a record.
   *
   * @param bytes how long it may be, all its fragments together
   * @param fragments of how many it may be, empty ones included
   */
  public record Records(int bytes, int fragments) {
    /** Refuses bounds with which no connection could work. */
    public Records {
      requireLeast(64, bytes);
      requireLeast(1, fragments);
    }
  }

  /**
   * The bounds of calls under way.
   *
   * @param in with how many calls of the peer a connection is not read
   * @param inBytes with how many bytes of their records it is not read
   * @param out how many calls to the peer may wait for their replies
   */
  public record Calls(int in, int inBytes, int out) {
    /** Refuses bounds with which no connection could work. */
    public Calls {
      requireLeast(1, in, inBytes, out);
    }
  }

  /**
   * The bounds of what waits to be sent.
   *
   * @param bytes with how many a connection is not read
   * @param bytesMax with how many it is closed
   */
  public record Unsent(int bytes, int bytesMax) {
    /** Refuses bounds with which no connection could work. */
    public Unsent {
      requireLeast(2, bytes);
      requireLeast(bytes, bytesMax);
    }
  }

  /**
   * The bounds of times, in milliseconds. They are looked at every {@code sweep}, so that they may
   * be that much longer, and never shorter.
   *
   * @param record how long a record may take from its first byte to its last
   * @param idle after how long a silence, with nothing under way, a connection is closed
   * @param stall how long a peer may take nothing of what is sent to it
   * @param sweep how often connections are looked at
   */
  public record Millis(long record, long idle, long stall, long sweep) {
    /** Refuses bounds with which no connection could work. */
    public Millis {
      requireLeast(1, record, idle, stall, sweep);
    }
  }

  /** A mebibyte of data and room for what is around it; a silence may be longer than any lease. */
  public static final RpcLimits DEFAULT =
      new RpcLimits(
          10_000,
          new Records((1 << 20) + (64 << 10), 1024),
          new Calls(256, 8 << 20, 1024),
          new Unsent(1 << 20, 128 << 20),
          new Millis(60_000, 600_000, 60_000, 1_000));

  /** Refuses bounds with which no connection could work. */
  public RpcLimits {
    requireLeast(1, connections);
  }

  private static void requireLeast(long least, long... bounds) {
    for (long bound : bounds) {
      if (bound < least) {
        throw new IllegalArgumentException("a bound of " + bound + " is too small to work with");
      }
    }
  }

  /** With another number of connections. */
  public RpcLimits withConnections(int number) {
    return new RpcLimits(number, records, calls, unsent, millis);
  }

  /** With other bounds of a record. */
  public RpcLimits withRecords(int bytes, int fragments) {
    return new RpcLimits(connections, new Records(bytes, fragments), calls, unsent, millis);
  }

  /** With other bounds of the calls under way, in both directions. */
  public RpcLimits withCalls(int in, int inBytes, int out) {
    return new RpcLimits(connections, records, new Calls(in, inBytes, out), unsent, millis);
  }

  /** With other bounds of what waits to be sent. */
  public RpcLimits withUnsent(int bytes, int bytesMax) {
    return new RpcLimits(connections, records, calls, new Unsent(bytes, bytesMax), millis);
  }

  /** With other times. */
  public RpcLimits withMillis(long record, long idle, long stall, long sweep) {
    return new RpcLimits(
        connections, records, calls, unsent, new Millis(record, idle, stall, sweep));
  }
}
