package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceMachine.Context;
import io.sojourn.machine.ServiceState;
import io.sojourn.machine.StateFullException;
import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.NeedsLogException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.tree.ClientFiles;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes compounds, and keeps their replies with their effects: one entry of the log has both, so
 * that a retry after a crash finds both or neither (RFC 8881, 2.10.6.5).
 */
final class Compounds {

  /** A reply that failed and is no longer than that is kept even if nobody asked for it. */
  private static final int SMALL_REPLY_BYTES = 256;

  private static final byte[] NOT_KEPT = {};

  private final Executor executor;

  Compounds(OperationTable table) {
    this.executor = new Executor(table);
  }

  /** Executes a compound of the log. */
  NfsReply execute(CompoundCall call, ServiceState state, Context context) {
    SlotUse slot = call.slot();
    if (slot == null) {
      CompoundTurn turn = turn(call, 0, state, context);
      Results results = executor.execute(call, turn);
      return new NfsReply.Executed(results.toBytes(), false, false, turn.notices());
    }
    SessionRecord session = new StateSessionStore(state).session(slot.session());
    if (session == null) {
      return new NfsReply.Refused(Status.BADSESSION);
    }
    SlotRecords slots = session.isPersistent() ? new SlotRecords(state, slot.session()) : null;
    NfsReply known = slots == null ? null : recall(slot, slots, session, state);
    if (known != null) {
      return known;
    }
    return session.dead()
        ? new NfsReply.Refused(Status.DEADSESSION)
        : execute(call, slot, slots, session, state, context);
  }

  /** Executes a compound that changes nothing, and whose reply is not kept here. */
  NfsReply query(CompoundCall call, ServiceState readOnly, Context context) {
    SlotUse slot = call.slot();
    SessionRecord session =
        slot == null ? null : new StateSessionStore(readOnly).session(slot.session());
    if (slot == null || session == null) {
      return new NfsReply.Refused(Status.BADSESSION);
    }
    if (session.dead()) {
      return new NfsReply.Refused(Status.DEADSESSION);
    }
    CompoundTurn turn = turn(call, session.clientId(), readOnly, context);
    turn.setQuery();
    Results results;
    try {
      results = executor.execute(call, turn);
    } catch (NeedsLogException e) {
      return new NfsReply.NeedsLog();
    }
    return new NfsReply.Executed(
        results.toBytes(), isSmallFailure(results), hasRevoked(session, readOnly), turn.notices());
  }

  /** What the slot says already; null if the request is to be executed. */
  private static @Nullable NfsReply recall(
      SlotUse slot, SlotRecords slots, SessionRecord session, ServiceState state) {
    long sequence = slot.sequence() & 0xffff_ffffL;
    return switch (slots.recall(slot.slot(), sequence, slot.fingerprint())) {
      case SlotRecord.Recalled.Unknown unknown -> null;
      case SlotRecord.Recalled.Replay replay ->
          new NfsReply.Executed(replay.reply(), true, hasRevoked(session, state), List.of());
      case SlotRecord.Recalled.ReplyNotKept notKept ->
          new NfsReply.Refused(Status.RETRY_UNCACHED_REP);
      // A slot that was given up and is used again may begin at 1: the door knows, and lets nothing
      // else that is behind, or another request of the same number, come as far as this.
      case SlotRecord.Recalled.FalseRetry falseRetry ->
          isFirst(slot) ? null : new NfsReply.Refused(Status.SEQ_FALSE_RETRY);
      case SlotRecord.Recalled.Behind behind ->
          isFirst(slot) ? null : new NfsReply.Refused(Status.SEQ_MISORDERED);
    };
  }

  private static boolean isFirst(SlotUse slot) {
    return slot.sequence() == 1;
  }

  private NfsReply execute(
      CompoundCall call,
      SlotUse slot,
      @Nullable SlotRecords slots,
      SessionRecord session,
      ServiceState state,
      Context context) {
    int savepoint = state.savepoint();
    CompoundTurn turn = turn(call, session.clientId(), state, context);
    Results results = executor.execute(call, turn);
    byte[] reply = results.toBytes();
    boolean kept = slot.cacheThis() || isSmallFailure(results);
    try {
      // A compound may have ended its own session, and its slots with it.
      if (slots != null && new StateSessionStore(state).has(slot.session())) {
        slots.put(
            slot.slot(),
            new SlotRecord(
                slot.sequence() & 0xffff_ffffL, slot.fingerprint(), kept, kept ? reply : NOT_KEPT));
      }
    } catch (StateFullException e) {
      if (call.count() == 0) {
        // A SEQUENCE alone can be asked again: nothing is lost when its reply is.
        return new NfsReply.Executed(reply, false, hasRevoked(session, state), List.of());
      }
      // Neither the effect nor the reply has room: nothing has happened.
      state.rollBackTo(savepoint);
      return new NfsReply.Executed(full(call, slot), false, hasRevoked(session, state), List.of());
    }
    return new NfsReply.Executed(reply, kept, hasRevoked(session, state), turn.notices());
  }

  private byte[] full(CompoundCall call, SlotUse slot) {
    Results results = new Results(call.tag(), 256);
    results.add(Op.SEQUENCE, slot.result());
    executor.fail(results, new XdrReader(call.operations()), Status.NOSPC);
    return results.toBytes();
  }

  private static boolean hasRevoked(SessionRecord session, ServiceState state) {
    return new ClientFiles(state).hasRevoked(session.clientId());
  }

  private static boolean isSmallFailure(Results results) {
    return results.status() != Status.OK && results.length() <= SMALL_REPLY_BYTES;
  }

  private static CompoundTurn turn(
      CompoundCall call, long clientId, ServiceState state, Context context) {
    SlotUse slot = call.slot();
    SessionKey session = slot == null ? null : slot.session();
    return new CompoundTurn(
        state,
        context.sessions(),
        context.clusterTime(),
        new CompoundTurn.Caller(
            call.principal(), clientId, session, call.connection().backChannelUp()),
        call.connection());
  }
}
