package io.sojourn.nfs;

import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.Fingerprint;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceDecision;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.session.Outcome;
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
    SequencedRequest request =
        new SequencedRequest(
            reign, call, header, arguments, from.position(), door.peers().of(call.connection()));
    LiveSession live = reign.session(arguments.session());
    if (live != null) {
      decide(request, live);
    } else {
      door.open(arguments.session(), reign, call, outcome -> lookedUp(request, outcome));
    }
  }

  private void lookedUp(SequencedRequest request, Outcome<Optional<LiveSession>> outcome) {
    switch (outcome) {
      case Outcome.Done<Optional<LiveSession>> done ->
          done.value()
              .ifPresentOrElse(
                  live -> decide(request, live), () -> door.refuse(request, Status.BADSESSION));
      case Outcome.Refused<Optional<LiveSession>> refused ->
          door.refuse(request, Replicated.status(refused.why()));
      case Outcome.Uncertain<Optional<LiveSession>> uncertain -> door.refuse(request, Status.DELAY);
    }
  }

  private void decide(SequencedRequest request, LiveSession live) {
    SequenceArguments arguments = request.arguments();
    RpcCall call = request.call();
    if (!request.reign().connections().use(request.peer(), arguments.session())) {
      door.refuse(request, Status.CONN_NOT_BOUND_TO_SESSION);
      return;
    }
    long fingerprint = fingerprint(request);
    SequenceDecision decision =
        live.session()
            .fore()
            .begin(
                arguments,
                call.record().length,
                (int) Math.min(request.header().count(), Integer.MAX_VALUE),
                request.header().tag().length,
                fingerprint,
                live.statusFlags());
    switch (decision) {
      case SequenceDecision.Execute execute -> {
        if (renew(request, live)) {
          metrics.fresh.increment();
          execute(request, live, execute.result(), fingerprint);
        } else {
          live.session().fore().abandon(arguments.slot());
          door.refuse(request, Status.DELAY);
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
        call.reply(request.failing(notKept.result(), Status.RETRY_UNCACHED_REP));
      }
      case SequenceDecision.Refused refused -> door.refuse(request, refused.status());
    }
  }

  private static long fingerprint(SequencedRequest request) {
    RpcCall call = request.call();
    return Fingerprint.ofCompound(
        call.principal(),
        MINOR_VERSION,
        (int) request.header().count(),
        call.record(),
        request.begin(),
        call.argumentsEnd());
  }

  /** Renews the client's lease; false if the client is being taken away. */
  private boolean renew(SequencedRequest request, LiveSession live) {
    LiveClient client = live.client();
    if (!client.lease().renew(request.reign().now())) {
      return false;
    }
    if (client.isOverdue()) {
      client.setOverdue(false);
      var unused = door.replicated().command(new NfsCommand.LeaseIs(client.id(), false));
    }
    return true;
  }

  private void execute(
      SequencedRequest request, LiveSession live, SequenceResult result, long fingerprint) {
    boolean lasts = request.arguments().cacheThis() && live.session().record().isPersistent();
    if (request.operations() == 0 && !lasts) {
      byte[] reply = Results.solo(request.header().tag(), result);
      live.session().fore().complete(request.arguments().slot(), reply);
      request.call().reply(reply);
      return;
    }
    new SlotExecution(door, request, live, result).run(fingerprint, lasts);
  }
}
