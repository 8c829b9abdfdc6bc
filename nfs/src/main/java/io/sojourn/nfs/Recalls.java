package io.sojourn.nfs;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.CallbackOperation;
import io.sojourn.nfs.session.CallbackOutcome;
import io.sojourn.session.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks delegations back (RFC 8881, 10.4.5): over whichever session of the client can be reached,
 * again if it could not be delivered, and takes them away if they are not given back within a lease
 * time. From any thread.
 */
final class Recalls {

  private enum State {
    /** Nobody has been asked, or the question was lost with a session. */
    WAITING,
    /** The client is being asked. */
    ASKED,
    /** The client has heard it, and may take its time. */
    HEARD,
    /** The delegation is being taken away. */
    REVOKING
  }

  private record Recall(Notice.Recall notice, long deadline, AtomicReference<State> state) {}

  private final Reign reign;
  private final NfsConfig config;
  private final Replicated replicated;
  private final NfsMetrics metrics;
  private final Map<StateId, Recall> recalls = new ConcurrentHashMap<>();

  Recalls(Reign reign, NfsConfig config, Replicated replicated, NfsMetrics metrics) {
    this.reign = reign;
    this.config = config;
    this.replicated = replicated;
    this.metrics = metrics;
  }

  /** A delegation is in the way. Nothing happens if it is being asked back already. */
  void begin(Notice.Recall notice) {
    Recall recall =
        new Recall(
            notice, reign.now() + config.leaseMillis(), new AtomicReference<>(State.WAITING));
    if (recalls.putIfAbsent(notice.stateId(), recall) == null) {
      metrics.recalls.increment();
      drive(recall);
    }
  }

  /** The client may be reachable, or in another way than before. */
  void drive(long clientId) {
    for (Recall recall : recalls.values()) {
      if (recall.notice.clientId() == clientId) {
        drive(recall);
      }
    }
  }

  private void drive(Recall recall) {
    LiveClient client = reign.findClient(recall.notice.clientId());
    BackChannel back = client == null ? null : client.backChannel();
    if (back != null && recall.state.compareAndSet(State.WAITING, State.ASKED)) {
      var unused =
          back.send(
                  new CallbackOperation.Recall(
                      recall.notice.stateId(), false, recall.notice.fileHandle()),
                  reign.grants().of(recall.notice.stateId(), reign))
              .thenAccept(outcome -> answered(recall, outcome));
    }
  }

  private void answered(Recall recall, CallbackOutcome outcome) {
    State next =
        outcome instanceof CallbackOutcome.Answered answered && isHeard(answered.status())
            ? State.HEARD
            : State.WAITING;
    recall.state.compareAndSet(State.ASKED, next);
    LiveClient client = reign.findClient(recall.notice.clientId());
    if (client != null) {
      client.refresh();
    }
  }

  /** One that the client does not know yet is one whose OPEN it has not heard of: again, later. */
  private static boolean isHeard(Status status) {
    return status == Status.OK || status == Status.RETRY_UNCACHED_REP;
  }

  /** Some time has passed. */
  void tick() {
    long now = reign.now();
    for (Recall recall : recalls.values()) {
      if (now >= recall.deadline) {
        revoke(recall);
      } else {
        drive(recall);
      }
    }
  }

  private void revoke(Recall recall) {
    State before = recall.state.getAndSet(State.REVOKING);
    if (before == State.REVOKING) {
      return;
    }
    long clientId = recall.notice.clientId();
    var unused =
        replicated
            .command(new NfsCommand.Revoke(clientId, recall.notice.stateId()))
            .thenAccept(outcome -> revoked(recall, before, outcome));
  }

  private void revoked(Recall recall, State before, Outcome<NfsReply> outcome) {
    if (outcome instanceof Outcome.Done<NfsReply> done) {
      recalls.remove(recall.notice.stateId());
      LiveClient client = reign.findClient(recall.notice.clientId());
      if (done.value() instanceof NfsReply.Done revoked && revoked.found() && client != null) {
        metrics.revocations.increment();
        client.setRevoked(true);
      }
    } else {
      recall.state.set(before); // tried again at the next tick
    }
  }

  /** A client is no more, and with it what it held. */
  void forget(long clientId) {
    recalls.values().removeIf(recall -> recall.notice.clientId() == clientId);
  }

  /** How many delegations are being asked back. */
  int size() {
    return recalls.size();
  }
}
