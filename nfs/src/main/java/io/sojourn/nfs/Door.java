package io.sojourn.nfs;

import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.rpc.RpcHandler;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import org.jspecify.annotations.Nullable;

/**
 * Takes COMPOUNDs off connections: what is wrong with one as a whole is answered here, all else is
 * for those who know its first operation (RFC 8881, 16.2). On event loops; never blocks.
 */
final class Door implements RpcHandler {

  private static final int COMPOUND = 1;
  private static final int MINOR_VERSION = 1;
  private static final byte[] NO_TAG = {};

  private final Leadership leadership;
  private final SequencedCompounds sequenced;
  private final SoloCompounds solo;
  private final NfsMetrics metrics;

  Door(
      Leadership leadership, SequencedCompounds sequenced, SoloCompounds solo, NfsMetrics metrics) {
    this.leadership = leadership;
    this.sequenced = sequenced;
    this.solo = solo;
    this.metrics = metrics;
  }

  @Override
  public void handle(RpcCall call) {
    if (call.procedure() != COMPOUND) {
      call.procedureUnavailable();
      return;
    }
    metrics.compounds.increment();
    XdrReader from = call.arguments();
    CompoundHeader header;
    try {
      header = CompoundHeader.read(from);
    } catch (XdrException e) {
      metrics.malformed.increment();
      call.garbageArguments();
      return;
    }
    Status refusal = refusal(header);
    if (refusal != null) {
      metrics.malformed.increment();
      byte[] tag = refusal == Status.INVAL ? NO_TAG : header.tag();
      call.reply(Results.empty(tag, refusal));
    } else if (header.count() == 0) {
      call.reply(Results.empty(header.tag(), Status.OK));
    } else {
      dispatch(call, header, from);
    }
  }

  private static @Nullable Status refusal(CompoundHeader header) {
    if (header.minorVersion() != MINOR_VERSION) {
      return Status.MINOR_VERS_MISMATCH;
    }
    return header.hasGoodTag() ? null : Status.INVAL;
  }

  private void dispatch(RpcCall call, CompoundHeader header, XdrReader from) {
    int op;
    try {
      op = from.readInt();
    } catch (XdrException e) {
      metrics.malformed.increment();
      call.reply(Results.failure(header.tag(), Op.ILLEGAL, Status.BADXDR));
      return;
    }
    Reign reign = leadership.reign();
    if (op == Op.SEQUENCE) {
      if (reign == null) {
        delay(call, header, op);
      } else {
        sequenced.handle(reign, call, header, from);
      }
      return;
    }
    Status misplaced = solo.misplaced(op, header);
    if (misplaced != null) {
      metrics.malformed.increment();
      int shown = misplaced == Status.OP_ILLEGAL ? Op.ILLEGAL : op;
      call.reply(Results.failure(header.tag(), shown, misplaced));
    } else if (reign == null) {
      delay(call, header, op);
    } else {
      solo.handle(reign, call, header, op, from);
    }
  }

  private void delay(RpcCall call, CompoundHeader header, int op) {
    metrics.delayed.increment();
    call.reply(Results.failure(header.tag(), op, Status.DELAY));
  }

  /** How many operations behind the SEQUENCE a compound says that it has. */
  static int operations(CompoundHeader header) {
    return (int) Math.min(header.count(), CompoundCall.OPERATIONS_MAX);
  }
}
