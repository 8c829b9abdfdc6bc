package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What leases and epochs should be, kept apart from the kernel and from what the nodes put into the
 * log: by what clients asked and what they were told.
 */
final class LeaseModel {

  private static final class Lease {
    private final long idleMillis;
    private final long endsAt;
    private long seenAt;
    private long epoch;

    private Lease(Session session, long now) {
      this.idleMillis = session.idleTimeoutMillis();
      this.endsAt = session.expiresAt();
      this.seenAt = now;
    }

    private long until(long grantedAt) {
      return Math.min(endsAt, Math.max(seenAt, grantedAt) + idleMillis);
    }
  }

  private final Witness witness;
  private final Tally tally;
  private final TreeMap<SessionId, Lease> live = new TreeMap<>();
  private final Map<SessionId, Long> expiredAtMicros = new HashMap<>();
  private final Map<SessionId, Boolean> ended = new HashMap<>();
  private final Map<SessionId, Long> renewedAtMicros = new HashMap<>();
  private final Map<String, List<Mail.Ask>> asked = new HashMap<>();
  private long term;
  private long grantedAt;
  private long clusterTime;

  LeaseModel(Witness witness, Tally tally) {
    this.witness = witness;
    this.tally = tally;
  }

  void proposed(long proposer, long batch, List<Mail.Ask> asks) {
    asked.put(proposer + "/" + batch, asks);
  }

  boolean hasEnded(SessionId session) {
    return ended.containsKey(session);
  }

  /** Notes a renewal of which a client was told. */
  void renewed(SessionId session, long sentAtMicros) {
    renewedAtMicros.merge(session, sentAtMicros, Math::max);
  }

  /** Follows one entry, committed at that moment of real time. */
  void apply(long index, long entryTerm, SimMachine.Step step, long nowMicros) {
    if (step.clusterTime() < clusterTime) {
      witness.found("O6", "cluster time went back at entry " + index);
    }
    clusterTime = step.clusterTime();
    if (entryTerm > term) {
      term = entryTerm;
      grantedAt = clusterTime; // whatever the new leader wrote: this is what it owes everybody
    }
    for (Effect effect : step.applied().effects()) {
      if (effect instanceof Effect.SessionEnded over) {
        end(index, over.session(), nowMicros);
      } else if (effect instanceof Effect.PushDied) {
        tally.deadLetters++;
      }
    }
    List<Mail.Ask> asks =
        asked.getOrDefault(step.header().proposer() + "/" + step.header().batch(), List.of());
    List<Reply> replies = step.applied().replies();
    for (int i = 0; i < replies.size(); i++) {
      Command command = i < asks.size() ? asks.get(i).command() : step.commands().get(i);
      follow(index, command, replies.get(i));
    }
    live.forEach(
        (id, lease) -> {
          if (lease.until(grantedAt) < clusterTime) {
            witness.found("O6", "session " + id + " outlived its lease at entry " + index);
          }
        });
  }

  private void end(long index, Session session, long nowMicros) {
    ended.put(session.id(), true);
    Lease lease = live.remove(session.id());
    if (session.state() != SessionState.EXPIRED) {
      return;
    }
    tally.expiries++;
    expiredAtMicros.put(session.id(), nowMicros);
    if (lease != null && clusterTime < lease.until(grantedAt)) {
      witness.found("O6", "session " + session.id() + " expired early at entry " + index);
    }
  }

  private void follow(long index, Command command, Reply reply) {
    if (reply instanceof Reply.SessionIs is && command instanceof Command.CreateSession) {
      live.putIfAbsent(is.session().id(), new Lease(is.session(), clusterTime));
      return;
    }
    if (reply instanceof Reply.Redeemed joined) {
      live.putIfAbsent(joined.viewer().id(), new Lease(joined.viewer(), clusterTime));
      return;
    }
    SessionId id = Door.sessionOf(command);
    Lease lease = id == null ? null : live.get(id);
    if (lease == null) {
      return;
    }
    if (command instanceof Command.Attach) {
      if (reply instanceof Reply.Attached attached) {
        lease.epoch++;
        lease.seenAt = clusterTime;
        if (attached.session().epoch() != lease.epoch) {
          witness.found("O9", "an epoch was given twice or left out at entry " + index);
        }
      }
      return;
    }
    Refusal.Code refused = codeOf(reply);
    if (Door.epochOf(command) != lease.epoch) {
      if (refused != Refusal.Code.FENCED) {
        witness.found("O9", "an older connection was listened to at entry " + index);
      }
      tally.fenced++;
    } else if (refused == Refusal.Code.FENCED) {
      witness.found("O9", "the newest connection was refused at entry " + index);
    } else {
      lease.seenAt = clusterTime;
    }
    count(refused);
  }

  private void count(Refusal.@Nullable Code refused) {
    if (refused == Refusal.Code.FALSE_RETRY) {
      tally.falseRetries++;
    } else if (refused == Refusal.Code.REPLY_EVICTED) {
      tally.evicted++;
    } else if (refused == Refusal.Code.OUT_OF_ORDER) {
      tally.outOfOrder++;
    }
  }

  private static Refusal.@Nullable Code codeOf(Reply reply) {
    return reply instanceof Reply.Refused refused ? refused.why().code() : null;
  }

  /** Compares what clients were told with when their sessions ended, in real time. */
  void judge() {
    expiredAtMicros.forEach(
        (id, endedAt) -> {
          long renewed = renewedAtMicros.getOrDefault(id, Long.MIN_VALUE / 2);
          double least = SimClient.IDLE_MILLIS * 1000 / (1 + NodeClock.DRIFT_MAX);
          if (endedAt - renewed < least - 1_000) {
            witness.found(
                "O6",
                "session " + id + " ended " + (endedAt - renewed) + " us after it was renewed");
          }
        });
    expiredAtMicros.clear();
  }
}
