package io.sojourn.nfs;

import io.sojourn.nfs.compound.CompoundTurn.Connection;
import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.SlotUse;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.ForeChannel;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrWriter;
import io.sojourn.session.Outcome;
import java.util.Arrays;

/**
 * A compound whose slot is taken: executed by the machine, as a command or as a query, and its slot
 * told what came of it, before the client is.
 */
final class SlotExecution {

  private final DoorParts door;
  private final SequencedRequest request;
  private final LiveSession live;
  private final SequenceResult result;

  /** Is about to be executed, with that result of its SEQUENCE. */
  SlotExecution(DoorParts door, SequencedRequest request, LiveSession live, SequenceResult result) {
    this.door = door;
    this.request = request;
    this.live = live;
    this.result = result;
  }

  /**
   * Executes it.
   *
   * @param lasts whether its reply has to outlive a crash
   */
  void run(long fingerprint, boolean lasts) {
    RpcCall call = request.call();
    boolean changes =
        door.operations()
            .changes(call.record(), request.begin(), call.argumentsEnd(), request.operations());
    CompoundCall compound = compound(fingerprint, changes ? connection() : Connection.NONE);
    if (changes || lasts) {
      command(compound);
    } else {
      query(compound);
    }
  }

  private void command(CompoundCall compound) {
    door.metrics().commands.increment();
    door.then(
        door.replicated().command(new NfsCommand.Compound(compound)),
        request.reign(),
        request.call(),
        outcome -> settle(compound, outcome));
  }

  private void query(CompoundCall compound) {
    door.metrics().queries.increment();
    door.then(
        door.replicated().query(compound),
        request.reign(),
        request.call(),
        outcome -> settle(compound, outcome));
  }

  /** What only operations that change something ask for. */
  private Connection connection() {
    return door.connection(
        request.reign(),
        request.call(),
        request.begin(),
        request.operations(),
        1,
        live.client().backChannel() != null);
  }

  private CompoundCall compound(long fingerprint, Connection connection) {
    SequenceArguments arguments = request.arguments();
    RpcCall call = request.call();
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
        request.header().tag(),
        fore().replyBound(arguments.cacheThis()),
        request.operations(),
        Arrays.copyOfRange(call.record(), request.begin(), call.argumentsEnd()));
  }

  private ForeChannel fore() {
    return live.session().fore();
  }

  private long slot() {
    return request.arguments().slot();
  }

  private void settle(CompoundCall compound, Outcome<NfsReply> outcome) {
    switch (outcome) {
      case Outcome.Done<NfsReply> done -> {
        switch (done.value()) {
          case NfsReply.Executed executed -> executed(executed);
          case NfsReply.Refused refused -> takeBack(refused.status());
          case NfsReply.NeedsLog needsLog -> command(compound);
          case NfsReply.Done nothing ->
              throw new IllegalStateException("a compound was answered as a command");
        }
      }
      case Outcome.Refused<NfsReply> refused -> {
        Status status = Replicated.status(refused.why());
        if (status == Status.DELAY) {
          takeBack(status);
        } else {
          failed(status);
        }
      }
      case Outcome.Uncertain<NfsReply> uncertain -> door.uncertain(request.reign(), request.call());
    }
  }

  /** It was not executed: the SEQUENCE fails, and its slot is as it was. */
  private void takeBack(Status status) {
    fore().abandon(slot());
    door.refuse(request, status);
  }

  /** It cannot be executed, and had no effect: that is its reply, for retries as well. */
  private void failed(Status status) {
    byte[] reply = request.failing(result, status);
    fore().complete(slot(), reply);
    request.call().reply(reply);
  }

  private void executed(NfsReply.Executed executed) {
    if (executed.kept() || request.arguments().cacheThis()) {
      fore().complete(slot(), executed.reply());
    } else {
      fore().completeWithoutReply(slot());
    }
    live.client().setRevoked(executed.revoked());
    for (Notice notice : executed.notices()) {
      if (notice instanceof Notice.Delegated delegated) {
        request
            .reign()
            .grants()
            .note(delegated.stateId(), live.session().id(), slot(), request.arguments().sequence());
      }
    }
    door.answer(request.reign(), request.call(), executed);
  }
}
