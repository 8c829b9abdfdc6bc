package io.sojourn.nfs.rpc;

import io.netty.util.collection.IntObjectHashMap;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls to the peer that wait for their replies, by xid. Made and counted on any thread; all
 * else is on the event loop.
 */
final class CallsOut {

  private static final int ACCEPTED = 0;
  private static final int DENIED = 1;
  private static final int SUCCESS = 0;
  private static final int RPC_MISMATCH = 0;
  private static final int AUTH_ERROR = 1;

  private final RpcLimits limits;
  private final RpcMetrics metrics;
  private final LoopSweep sweep;
  private final AtomicInteger count = new AtomicInteger();
  private final IntObjectHashMap<OutgoingCall> waiting = new IntObjectHashMap<>();

  CallsOut(RpcLimits limits, RpcMetrics metrics, LoopSweep sweep) {
    this.limits = limits;
    this.metrics = metrics;
    this.sweep = sweep;
  }

  /** Counts one more; false if as many wait as may. Any thread. */
  boolean claim() {
    if (count.incrementAndGet() > limits.calls().out()) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Awaits the reply of a call that is about to be written.
   *
   * @return when it will have taken too long
   */
  long begin(OutgoingCall call, long timeoutMillis) {
    metrics.callsOut.increment();
    waiting.put(call.xid(), call);
    // The clock is at most a sweep behind: no call times out too early.
    long end = sweep.nowMillis() + limits.millis().sweep() + timeoutMillis;
    return end < 0 ? Long.MAX_VALUE : end;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes a reply, of which xid and type were read. */
  void answer(int xid, byte[] record, XdrReader from) throws BrokenStream {
    OutgoingCall call = waiting.remove(xid);
    if (call == null) {
      metrics.strayReplies.increment();
      return;
    }
    try {
      RpcException.Rejected rejected = readHeader(from);
      if (rejected == null) {
        byte[] results = Arrays.copyOfRange(record, from.position(), record.length);
        count.decrementAndGet();
        call.results().complete(results);
      } else {
        end(call, rejected);
      }
    } catch (XdrException e) {
      end(call, new RpcException.Malformed(String.valueOf(e.getMessage())));
      throw new BrokenStream(RpcRefusal.NOT_RPC);
    }
  }

  private static RpcException.@Nullable Rejected readHeader(XdrReader from) throws XdrException {
    int reply = from.readInt();
    if (reply == ACCEPTED) {
      from.readInt(); // the flavor of the verifier, which there is no use for
      from.skipOpaque(RpcCredential.BODY_BYTES_MAX);
      int stat = from.readInt();
      return stat == SUCCESS ? null : new RpcException.Rejected(false, stat);
    }
    if (reply != DENIED) {
      throw new XdrException("a reply_stat of " + reply);
    }
    int reject = from.readInt();
    if (reject != RPC_MISMATCH && reject != AUTH_ERROR) {
      throw new XdrException("a reject_stat of " + reject);
    }
    return new RpcException.Rejected(true, reject == AUTH_ERROR ? from.readInt() : 0);
  }

  /** Ends a call without a reply, or with one that refuses it. */
  void end(OutgoingCall call, RpcException failure) {
    count.decrementAndGet();
    call.results().completeExceptionally(failure);
  }

  /** Ends the calls that took too long. */
  void expire(long now) {
    if (waiting.isEmpty()) {
      return;
    }
    List<OutgoingCall> late = new ArrayList<>();
    for (OutgoingCall call : waiting.values()) {
      if (call.deadline() <= now) {
        late.add(call);
      }
    }
    for (OutgoingCall call : late) {
      waiting.remove(call.xid());
      end(call, new RpcException.TimedOut());
    }
  }

  /** Ends all, for the connection is closed. */
  void failAll(RecordOutput output) {
    List<OutgoingCall> all = new ArrayList<>(waiting.values());
    waiting.clear();
    for (OutgoingCall call : all) {
      boolean given = output.wasGiven(call.endOfOutput());
      end(
          call,
          given
              ? new RpcException.ConnectionLost()
              : new RpcException.NotWritten("the connection is closed"));
    }
  }
}
