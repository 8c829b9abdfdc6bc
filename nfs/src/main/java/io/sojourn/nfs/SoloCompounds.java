package io.sojourn.nfs;

import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.OperationTable;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.BindConnectionResult;
import io.sojourn.nfs.session.ReplyBound;
import io.sojourn.nfs.session.SessionRegistry;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.session.Outcome;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compounds without a SEQUENCE, which have one operation (RFC 8881, 2.10.6.4): those on clients and
 * sessions are commands of the log, BIND_CONN_TO_SESSION is done here.
 */
final class SoloCompounds {

  /** There is no session that says how long a reply may be; none of these is long. */
  private static final ReplyBound BOUND = new ReplyBound(16 << 10, Status.REP_TOO_BIG);

  private final DoorParts door;
  private final NfsMetrics metrics;

  SoloCompounds(DoorParts door) {
    this.door = door;
    this.metrics = door.metrics();
  }

  /** Why a compound may not begin with that operation; null if it may. */
  @Nullable Status misplaced(int op, CompoundHeader header) {
    if (!door.operations().knows(op)) {
      return Status.OP_ILLEGAL;
    }
    if (!OperationTable.needsNoSequence(op)) {
      return Status.OP_NOT_IN_SESSION;
    }
    return header.count() == 1 ? null : Status.NOT_ONLY_OP;
  }

  /** Takes one that is well placed, its operation's number read. */
  void handle(Reign reign, RpcCall call, CompoundHeader header, int op, XdrReader from) {
    int begin = from.position() - Integer.BYTES;
    try {
      if (op == Op.BIND_CONN_TO_SESSION) {
        BindConnectionArguments arguments = BindConnectionArguments.read(from);
        from.requireEnd();
        bind(reign, call, header, arguments);
        return;
      }
      door.operations().check(op, from);
    } catch (XdrException e) {
      metrics.malformed.increment();
      call.reply(Results.failure(header.tag(), op, Status.BADXDR));
      return;
    }
    CompoundCall compound =
        new CompoundCall(
            call.principal(),
            null,
            door.connection(reign, call, begin, 1, 0, false),
            header.tag(),
            BOUND,
            1,
            Arrays.copyOfRange(call.record(), begin, call.argumentsEnd()));
    metrics.commands.increment();
    door.then(
        door.replicated().command(new NfsCommand.Compound(compound)),
        reign,
        call,
        outcome -> settle(reign, call, header, op, outcome));
  }

  private void settle(
      Reign reign, RpcCall call, CompoundHeader header, int op, Outcome<NfsReply> outcome) {
    switch (outcome) {
      case Outcome.Done<NfsReply> done -> {
        if (!(done.value() instanceof NfsReply.Executed executed)) {
          throw new IllegalStateException("a compound was answered as a command");
        }
        door.answer(reign, call, executed);
      }
      case Outcome.Refused<NfsReply> refused ->
          fail(call, header, op, Replicated.status(refused.why()));
      case Outcome.Uncertain<NfsReply> uncertain -> door.uncertain(reign, call);
    }
  }

  private void fail(RpcCall call, CompoundHeader header, int op, Status status) {
    metrics.refused(status);
    call.reply(Results.failure(header.tag(), op, status));
  }

  private void bind(
      Reign reign, RpcCall call, CompoundHeader header, BindConnectionArguments arguments) {
    LiveSession live = reign.session(arguments.session());
    if (live != null) {
      bind(reign, call, header, arguments, live);
      return;
    }
    door.open(
        arguments.session(),
        reign,
        call,
        outcome -> lookedUp(reign, call, header, arguments, outcome));
  }

  private void lookedUp(
      Reign reign,
      RpcCall call,
      CompoundHeader header,
      BindConnectionArguments arguments,
      Outcome<Optional<LiveSession>> outcome) {
    int op = Op.BIND_CONN_TO_SESSION;
    switch (outcome) {
      case Outcome.Done<Optional<LiveSession>> done ->
          done.value()
              .ifPresentOrElse(
                  live -> bind(reign, call, header, arguments, live),
                  () -> fail(call, header, op, Status.BADSESSION));
      case Outcome.Refused<Optional<LiveSession>> refused ->
          fail(call, header, op, Replicated.status(refused.why()));
      case Outcome.Uncertain<Optional<LiveSession>> uncertain ->
          fail(call, header, op, Status.DELAY);
    }
  }

  private void bind(
      Reign reign,
      RpcCall call,
      CompoundHeader header,
      BindConnectionArguments arguments,
      LiveSession live) {
    try {
      BindConnectionResult granted =
          SessionRegistry.grantBinding(live.session().record(), arguments);
      if (reign.bind(door.peers().of(call.connection()), live, granted.binding())) {
        call.reply(Results.of(header.tag(), Op.BIND_CONN_TO_SESSION, granted::write));
        reign.recalls().drive(live.client().id());
      } else {
        fail(call, header, Op.BIND_CONN_TO_SESSION, Status.DELAY);
      }
    } catch (NfsException e) {
      fail(call, header, Op.BIND_CONN_TO_SESSION, e.status());
    }
  }
}
