package io.sojourn.nfs.rpc;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What connections count: totals since it was made, and how many are open. Read from any thread.
 */
public final class RpcMetrics {

  final LongAdder opened = new LongAdder();
  final LongAdder closed = new LongAdder();
  final LongAdder calls = new LongAdder();
  final LongAdder callsOut = new LongAdder();
  final LongAdder strayReplies = new LongAdder();
  final LongAdder pauses = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  private final Map<RpcRefusal, LongAdder> refused = new EnumMap<>(RpcRefusal.class);

  /** Counts from zero. */
  public RpcMetrics() {
    for (RpcRefusal reason : RpcRefusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void refused(RpcRefusal reason) {
    LongAdder adder = refused.get(reason);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Open connections. */
  public long connections() {
    return Math.max(0, opened.sum() - closed.sum());
  }

  /** Connections that were ever opened, those refused at the door not among them. */
  public long connectionsOpened() {
    return opened.sum();
  }

  /** Calls of peers, those refused among them. */
  public long calls() {
    return calls.sum();
  }

  /** Calls to peers. */
  public long callsOut() {
    return callsOut.sum();
  }

  /** Replies of peers to nothing that still waits for one. */
  public long strayReplies() {
    return strayReplies.sum();
  }

  /** How often a connection was not read for a while, because too much was under way. */
  public long pauses() {
    return pauses.sum();
  }

  /** Bytes that came. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Bytes that were given to sockets. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** Calls refused, or connections closed, for that reason. */
  public long refusals(RpcRefusal reason) {
    LongAdder adder = refused.get(reason);
    return adder == null ? 0 : adder.sum();
  }
}
