package io.sojourn.nfs;

import io.sojourn.nfs.compound.CompoundTurn.Connection;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.OperationTable;
import io.sojourn.nfs.machine.Results;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.session.Connections;
import io.sojourn.nfs.session.SessionKeys;
import io.sojourn.session.Outcome;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * What only the door knows of the connection of a call whose operations may change something.
   *
   * @param begin where its operations begin in its record
   * @param count how many there are
   * @param own how many of the connection's sessions the machine knows to be bound: that of the
   *     call's SEQUENCE, if it has one
   */
  Connection connection(
      Reign reign, RpcCall call, int begin, int count, int own, boolean backChannelUp) {
    Connections<Peer> connections = reign.connections();
    Peer peer = peers.of(call.connection());
    List<SessionKey> bound = List.of();
    if (connections.count(peer) > own) { // else it would be read for nothing
      bound =
          new ArrayList<>(operations.destroyed(call.record(), begin, call.argumentsEnd(), count));
      bound.removeIf(session -> connections.binding(peer, session) == null);
    }
    return new Connection(keys.draw(), bound, connections.isFull(peer), backChannelUp);
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
