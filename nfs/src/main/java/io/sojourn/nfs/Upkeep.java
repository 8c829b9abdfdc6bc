package io.sojourn.nfs;

import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.CallbackOperation;
import io.sojourn.session.Outcome;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is done now and then in a reign: leases that are over, recalls that are late, slots that are
 * asked back, and what the machine has to give up. One task; commands that come of it are proposed
 * and not waited for.
 */
final class Upkeep {

  /** How many clients are taken away at a time. */
  private static final int REAPED_MAX = 256;

  private final Replicated replicated;
  private final NfsMetrics metrics;
  private final Set<Long> expiring = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean tidying = new AtomicBoolean();

  Upkeep(Replicated replicated, NfsMetrics metrics) {
    this.replicated = replicated;
    this.metrics = metrics;
  }

  /** Looks at everything. */
  void run(Reign reign) {
    leases(reign);
    for (LiveSession live : reign.sessions()) {
      relieve(live);
    }
    for (LiveClient client : reign.clients()) {
      client.backChannels().forEach(BackChannel::tick);
      client.refresh();
    }
    reign.recalls().tick();
    tidy(reign);
  }

  private void leases(Reign reign) {
    long now = reign.now();
    for (LiveClient client : reign.clients()) {
      if (!client.isOverdue() && reign.leases().isOver(client.id(), now)) {
        client.setOverdue(true);
        var unused =
            replicated
                .command(new NfsCommand.LeaseIs(client.id(), true))
                .thenAccept(
                    outcome -> {
                      if (!(outcome instanceof Outcome.Done<NfsReply>)) {
                        client.setOverdue(false); // said again at the next look
                      }
                    });
      }
    }
    expiring.addAll(reign.leases().reap(now, REAPED_MAX));
    for (Long clientId : expiring) {
      var unused =
          replicated
              .command(new NfsCommand.ExpireClient(clientId))
              .thenAccept(outcome -> expired(reign, clientId, outcome));
    }
  }

  private void expired(Reign reign, long clientId, Outcome<NfsReply> outcome) {
    if (outcome instanceof Outcome.Done<NfsReply> done
        && done.value() instanceof NfsReply.Done ended
        && expiring.remove(clientId)) {
      metrics.expirations.increment();
      ended.notices().forEach(reign::hear);
      reign.forgetClient(clientId);
    }
  }

  /** A session that does not follow when slots are asked back is told so (RFC 8881, 20.8). */
  private static void relieve(LiveSession live) {
    OptionalInt target = live.session().fore().relieve();
    BackChannel back = live.session().back();
    if (target.isPresent() && back != null && back.isUp()) {
      var unused = back.send(new CallbackOperation.RecallSlot(target.getAsInt()), List.of());
    }
  }

  private void tidy(Reign reign) {
    if (!tidying.compareAndSet(false, true)) {
      return;
    }
    var unused =
        replicated
            .isUntidy()
            .thenAccept(
                outcome -> {
                  if (outcome instanceof Outcome.Done<Boolean> done && done.value()) {
                    tidyNow(reign);
                  } else {
                    tidying.set(false);
                  }
                });
  }

  private void tidyNow(Reign reign) {
    var unused =
        replicated
            .command(new NfsCommand.Tidy())
            .thenAccept(
                outcome -> {
                  tidying.set(false);
                  if (outcome instanceof Outcome.Done<NfsReply> done
                      && done.value() instanceof NfsReply.Done tidied) {
                    tidied.notices().forEach(reign::hear);
                  }
                });
  }
}
