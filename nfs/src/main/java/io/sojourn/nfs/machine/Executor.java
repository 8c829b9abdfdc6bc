package io.sojourn.nfs.machine;

import io.sojourn.machine.StateFullException;
import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.NeedsLogException;
import io.sojourn.nfs.compound.Operation;
import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/**
 * Executes the operations of a compound one after the other, up to the first that fails (RFC 8881,
 * 2.6 and 16.2): that one leaves no trace, what those before it did stays.
 */
final class Executor {

  private final OperationTable table;

  Executor(OperationTable table) {
    this.table = table;
  }

  /** Executes what follows the SEQUENCE, or the one operation of a compound without it. */
  Results execute(CompoundCall call, CompoundTurn turn) {
    SlotUse slot = call.slot();
    Results results = new Results(call.tag(), 512);
    if (slot != null) {
      results.add(Op.SEQUENCE, slot.result());
    }
    XdrReader from = new XdrReader(call.operations());
    for (int i = 0; i < call.count() && results.status() == Status.OK; i++) {
      new Step(call, turn, results, i).run(from);
    }
    return results;
  }

  /** Answers that the first operation failed without executing it. */
  void fail(Results results, XdrReader from, Status why) {
    OperationKind kind = null;
    try {
      kind = table.find(from.readInt());
    } catch (XdrException e) {
      // There is no number to tell.
    }
    fail(results, kind, why);
  }

  private static void fail(Results results, @Nullable OperationKind kind, Status why) {
    if (kind == null) {
      results.fail(Op.ILLEGAL, why, 0);
    } else {
      results.fail(kind.number(), why, kind.failureBytes());
    }
  }

  /** One operation. */
  private final class Step {

    private final CompoundCall call;
    private final CompoundTurn turn;
    private final Results results;
    private final boolean last;

    Step(CompoundCall call, CompoundTurn turn, Results results, int index) {
      this.call = call;
      this.turn = turn;
      this.results = results;
      this.last = index == call.count() - 1;
    }

    void run(XdrReader from) {
      OperationKind kind = null;
      int savepoint = turn.state().savepoint();
      try {
        kind = table.find(from.readInt());
        if (kind == null) {
          throw new NfsException(Status.OP_ILLEGAL);
        }
        Positions.check(kind.number(), call);
        Operation operation = kind.reader().read(from);
        Positions.check(operation, call, last);
        run(kind, operation);
        results.end();
      } catch (NfsException e) {
        fail(kind, e.status(), e.keepsWrites() ? turn.state().savepoint() : savepoint);
      } catch (XdrException e) {
        fail(kind, Status.BADXDR, savepoint);
      } catch (StateFullException e) {
        fail(kind, Status.NOSPC, savepoint);
      } catch (NeedsLogException e) {
        throw e;
      } catch (RuntimeException e) {
        // Deterministic like all else: every node fails here alike, and nothing of it stays.
        fail(kind, Status.SERVERFAULT, savepoint);
      }
    }

    private void fail(@Nullable OperationKind kind, Status why, int savepoint) {
      turn.state().rollBackTo(savepoint);
      Executor.fail(results, kind, why);
    }

    private void run(OperationKind kind, Operation operation) throws NfsException {
      XdrWriter to = results.begin(kind.number());
      int room = room();
      if (kind.changes() && kind.resultBytesMax() > room) {
        throw new NfsException(call.bound().overflow());
      }
      turn.setRoom(room);
      int begin = to.length();
      operation.run(turn, to);
      int length = to.length() - begin;
      if (length > room) {
        throw new NfsException(call.bound().overflow());
      }
    }

    /** What is left for this result when the next operation's failure has its place. */
    private int room() {
      return call.bound().bytes() - results.length() - (last ? 0 : Results.FAILURE_BYTES);
    }
  }
}
