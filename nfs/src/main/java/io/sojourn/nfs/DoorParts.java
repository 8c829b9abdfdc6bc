package io.sojourn.nfs;

import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.OperationTable;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.SessionKeys;
import io.sojourn.session.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What compounds of both kinds are executed with, and what is done when nobody can tell what became
 * of one.
 */
record DoorParts(
    Leadership leadership,
    Replicated replicated,
    Sessions sessions,
    OperationTable operations,
    SessionKeys keys,
    Peers peers,
    NfsMetrics metrics) {

  private static final Logger LOG = LoggerFactory.getLogger(DoorParts.class);

  /** Goes on with a call when a stage is done. A bug on the way must not leave it unanswered. */
  <T> void then(CompletionStage<T> stage, Reign reign, RpcCall call, Consumer<T> next) {
    var unused =
        stage
            .thenAccept(next)
            .whenComplete(
                (done, bug) -> {
                  if (bug != null) {
                    LOG.error("A compound could not be answered; its connection is closed", bug);
                    giveUp(reign, call);
                  }
                });
  }

  /** Looks a session up, and goes on with it on the event loop of the call's connection. */
  void open(
      SessionKey key, Reign reign, RpcCall call, Consumer<Outcome<Optional<LiveSession>>> next) {
    then(
        sessions.open(reign, key),
        reign,
        call,
        outcome -> call.connection().execute(() -> next.accept(outcome)));
  }

  /** Has a SEQUENCE fail. */
  void refuse(SequencedRequest request, Status status) {
    if (leadership.reign() != request.reign()) {
      // What was forgotten with a leadership is no news of the session.
      request.call().connection().close();
      return;
    }
    metrics.refused(status);
    request.call().reply(Results.failure(request.header().tag(), Op.SEQUENCE, status));
  }

  /** Answers a compound, once what it did to others is done here. */
  void answer(Reign reign, RpcCall call, NfsReply.Executed executed) {
    if (executed.notices().isEmpty()) {
      call.reply(executed.reply());
      return;
    }
    then(
        sessions.hear(reign, peers.of(call.connection()), executed.notices()),
        reign,
        call,
        heard -> {
          call.reply(executed.reply());
          reign.drive(executed.notices());
        });
  }

  /** The log does not know what became of a command. */
  void uncertain(Reign reign, RpcCall call) {
    metrics.uncertain.increment();
    giveUp(reign, call);
  }

  /** The client has to ask again: all that is live here is made anew from what is kept. */
  private void giveUp(Reign reign, RpcCall call) {
    call.connection().close();
    leadership.end(reign);
  }
}
