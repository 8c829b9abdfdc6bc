package io.sojourn.nfs;

import io.sojourn.nfs.compound.CompoundTurn.Connection;
import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.machine.SlotUse;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.Fingerprint;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceDecision;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import io.sojourn.session.Outcome;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compounds that begin with SEQUENCE (RFC 8881, 2.10.6 and 18.46). One that changes something, or
 * whose reply has to last, is a command of the log; one that is a SEQUENCE and nothing else is
 * answered at once; all others are queries.
 */
final class SequencedCompounds {

  private static final int MINOR_VERSION = 1;

  private final DoorParts door;
  private final NfsMetrics metrics;

  SequencedCompounds(DoorParts door) {
    this.door = door;
    this.metrics = door.metrics();
  }

  /** One of them, on its way through the door. */
  private record Request(
      Reign reign,
      RpcCall call,
      CompoundHeader header,
      SequenceArguments arguments,
      int begin,
      Peer peer) {

    /** How many operations follow the SEQUENCE. */
    int operations() {
      return (int) header.count() - 1;
    }
  }

  /** Takes one whose first operation was seen to be SEQUENCE. */
  void handle(Reign reign, RpcCall call, CompoundHeader header, XdrReader from) {
    SequenceArguments arguments;
    try {
      arguments = SequenceArguments.read(from);
    } catch (XdrException e) {
      metrics.malformed.increment();
      call.reply(Results.failure(header.tag(), Op.SEQUENCE, Status.BADXDR));
      return;
    }
    if (header.count() == 1 && from.remaining() > 0) {
      metrics.malformed.increment();
      call.garbageArguments();
      return;
    }
    Request request =
        new Request(
            reign, call, header, arguments, from.position(), door.peers().of(call.connection()));
    LiveSession live = reign.session(arguments.session());
    if (live != null) {
      decide(request, live);
    } else {
      door.open(arguments.session(), reign, call, outcome -> lookedUp(request, outcome));
    }
  }

  private void lookedUp(Request request, Outcome<Optional<LiveSession>> outcome) {
    switch (outcome) {
      case Outcome.Done<Optional<LiveSession>> done ->
          done.value()
              .ifPresentOrElse(
                  live -> decide(request, live), () -> refuse(request, Status.BADSESSION));
      case Outcome.Refused<Optional<LiveSession>> refused ->
          refuse(request, Replicated.status(refused.why()));
      case Outcome.Uncertain<Optional<LiveSession>> uncertain -> refuse(request, Status.DELAY);
    }
  }

  private void refuse(Request request, Status status) {
    if (door.leadership().reign() != request.reign) {
      // What was forgotten with a leadership is no news of the session.
      request.call.connection().close();
      return;
    }
    metrics.refused(status);
    request.call.reply(Results.failure(request.header.tag(), Op.SEQUENCE, status));
  }

  private void decide(Request request, LiveSession live) {
    SequenceArguments arguments = request.arguments;
    RpcCall call = request.call;
    if (!request.reign.connections().use(request.peer, arguments.session())) {
      refuse(request, Status.CONN_NOT_BOUND_TO_SESSION);
      return;
    }
    long fingerprint = fingerprint(request);
    SequenceDecision decision =
        live.session()
            .fore()
            .begin(
                arguments,
                call.record().length,
                (int) Math.min(request.header.count(), Integer.MAX_VALUE),
                request.header.tag().length,
                fingerprint,
                live.statusFlags());
    switch (decision) {
      case SequenceDecision.Execute execute -> {
        if (renew(request, live)) {
          metrics.fresh.increment();
          execute(request, live, execute.result(), fingerprint);
        } else {
          live.session().fore().abandon(arguments.slot());
          refuse(request, Status.DELAY);
        }
      }
      case SequenceDecision.Replay replay -> {
        metrics.replayed.increment();
        renew(request, live);
        call.reply(replay.reply());
      }
      case SequenceDecision.ReplyNotKept notKept -> {
        metrics.notKept.increment();
        renew(request, live);
        call.reply(failedBehind(request, notKept.result(), Status.RETRY_UNCACHED_REP));
      }
      case SequenceDecision.Refused refused -> refuse(request, refused.status());
    }
  }

  private static long fingerprint(Request request) {
    RpcCall call = request.call;
    return Fingerprint.ofCompound(
        call.principal(),
        MINOR_VERSION,
        (int) request.header.count(),
        call.record(),
        request.begin,
        call.argumentsEnd());
  }

  /** Renews the client's lease; false if the client is being taken away. */
  private boolean renew(Request request, LiveSession live) {
    LiveClient client = live.client();
    if (!client.lease().renew(request.reign.now())) {
      return false;
    }
    if (client.isOverdue()) {
      client.setOverdue(false);
      var unused = door.replicated().command(new NfsCommand.LeaseIs(client.id(), false));
    }
    return true;
  }

  /** The reply to a SEQUENCE that was good, and to the operation behind it, which was not. */
  private static byte[] failedBehind(Request request, SequenceResult result, Status status) {
    XdrReader from =
        new XdrReader(request.call.record(), request.begin, request.call.argumentsEnd());
    int op;
    try {
      op = from.readInt();
    } catch (XdrException e) {
      op = Op.ILLEGAL;
    }
    return Results.failureBehind(request.header.tag(), result, op, status);
  }

  private void execute(Request request, LiveSession live, SequenceResult result, long fingerprint) {
    boolean lasts = request.arguments.cacheThis() && live.session().record().isPersistent();
    if (request.operations() == 0 && !lasts) {
      byte[] reply = Results.solo(request.header.tag(), result);
      live.session().fore().complete(request.arguments.slot(), reply);
      request.call.reply(reply);
      return;
    }
    RpcCall call = request.call;
    byte[] record = call.record();
    boolean changes =
        door.operations().changes(record, request.begin, call.argumentsEnd(), request.operations());
    Connection connection = changes ? connection(request, live) : Connection.NONE;
    CompoundCall compound = compound(request, live, result, fingerprint, connection);
    Execution execution = new Execution(request, live, result, compound);
    if (changes || lasts) {
      command(execution);
    } else {
      query(execution);
    }
  }

  /** What is being executed; its slot is taken. */
  private record Execution(
      Request request, LiveSession live, SequenceResult result, CompoundCall compound) {

    long slot() {
      return request.arguments.slot();
    }
  }

  private void command(Execution execution) {
    metrics.commands.increment();
    Request request = execution.request;
    door.then(
        door.replicated().command(new NfsCommand.Compound(execution.compound)),
        request.reign,
        request.call,
        outcome -> settle(execution, outcome));
  }

  private void query(Execution execution) {
    metrics.queries.increment();
    Request request = execution.request;
    door.then(
        door.replicated().query(execution.compound),
        request.reign,
        request.call,
        outcome -> settle(execution, outcome));
  }

  /** What only operations that change something ask for. */
  private Connection connection(Request request, LiveSession live) {
    return new Connection(
        door.keys().draw(),
        request.reign.connections().sessionsOf(request.peer),
        live.client().backChannel() != null);
  }

  private CompoundCall compound(
      Request request,
      LiveSession live,
      SequenceResult result,
      long fingerprint,
      Connection connection) {
    SequenceArguments arguments = request.arguments;
    RpcCall call = request.call;
    XdrWriter encoded = new XdrWriter(SequenceResult.BYTES);
    result.write(encoded);
    return new CompoundCall(
        call.principal(),
        new SlotUse(
            arguments.session(),
            (int) arguments.slot(),
            (int) arguments.sequence(),
            fingerprint,
            arguments.cacheThis(),
            encoded.toBytes()),
        connection,
        request.header.tag(),
        live.session().fore().replyBound(arguments.cacheThis()),
        request.operations(),
        Arrays.copyOfRange(call.record(), request.begin, call.argumentsEnd()));
  }

  private void settle(Execution execution, Outcome<NfsReply> outcome) {
    Request request = execution.request;
    switch (outcome) {
      case Outcome.Done<NfsReply> done -> {
        switch (done.value()) {
          case NfsReply.Executed executed -> executed(request, execution.live, executed);
          case NfsReply.Refused refused -> takeBack(execution, refused.status());
          case NfsReply.NeedsLog needsLog -> command(execution);
          case NfsReply.Done nothing ->
              throw new IllegalStateException("a compound was answered as a command");
        }
      }
      case Outcome.Refused<NfsReply> refused -> {
        Status status = Replicated.status(refused.why());
        if (status == Status.DELAY) {
          takeBack(execution, status);
        } else {
          failed(execution, status);
        }
      }
      case Outcome.Uncertain<NfsReply> uncertain -> door.uncertain(request.reign, request.call);
    }
  }

  /** It was not executed: the SEQUENCE fails, and its slot is as it was. */
  private void takeBack(Execution execution, Status status) {
    execution.live.session().fore().abandon(execution.slot());
    refuse(execution.request, status);
  }

  /** It cannot be executed, and had no effect: that is its reply, for retries as well. */
  private void failed(Execution execution, Status status) {
    Request request = execution.request;
    byte[] reply =
        request.operations() == 0
            ? Results.solo(request.header.tag(), execution.result)
            : failedBehind(request, execution.result, status);
    execution.live.session().fore().complete(execution.slot(), reply);
    request.call.reply(reply);
  }

  private void executed(Request request, LiveSession live, NfsReply.Executed executed) {
    long slot = request.arguments.slot();
    if (executed.kept() || request.arguments.cacheThis()) {
      live.session().fore().complete(slot, executed.reply());
    } else {
      live.session().fore().completeWithoutReply(slot);
    }
    live.client().setRevoked(executed.revoked());
    for (Notice notice : executed.notices()) {
      if (notice instanceof Notice.Delegated delegated) {
        request
            .reign
            .grants()
            .note(delegated.stateId(), live.session().id(), slot, request.arguments.sequence());
      }
    }
    door.answer(request.reign, request.call, executed);
  }
}
