package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: turns whatever waits into an entry, stamps it with the cluster time,
 * and appends it.
 *
 * <p>Batching is natural: no timer. What arrived while the previous appends were on their way
 * becomes the next entry, so an idle system answers at once and a busy one shares each sync among
 * many commands. When a lease or a code is due and nothing else is written, an entry without
 * commands lets time pass.
 *
 * <p>Only where the log says that this node leads. The first entry of each leadership grants the
 * leases; commands are taken once it is applied. When leadership is lost, what waits is refused,
 * and the log says what became of the entries that are on their way.
 */
final class Writer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final long SLEEP_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How often reads that wait are looked at for their time being over. */
  private static final long READS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How often few commands are looked at whether they have become more. */
  private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final long GRANT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long a stop waits for entries that are on their way to a majority. */
  private static final long STOP_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  /** How often pushes are looked for in the time after which they are sent again. */
  private static final int LOOKS = 10;

  /** A longer entry is rare, and its array not kept. */
  private static final int REUSED_BYTES_MAX = 4 << 20;

  private static final long NO_TERM = -1;

  private static final Refusal STOPPING =
      Refusal.of(Refusal.Code.UNAVAILABLE, "the node is stopping");
  private static final Refusal NOT_READY =
      Refusal.of(Refusal.Code.UNAVAILABLE, "the node is not ready");

  private final ReplicatedLog log;
  private final MachineApplier applier;
  private final Reads reads;
  private final Tally tally;
  private final ProposalQueue queue;
  private final EngineOptions options;
  private final InstantSource clock;
  private final long proposer;
  private final Command firstCommand;
  private final Optional<MachineIdentity> identity;
  private final UnderWay underWay = new UnderWay();
  private final CompletableFuture<Void> started = new CompletableFuture<>();

  private long batches;
  private long lastStamp;
  private ByteBuffer used = ByteBuffer.allocate(0);
  private long lastLook;
  private long readsLookedAt = System.nanoTime();

  /** How much the cluster time was ahead of the clock when this node began to lead. */
  private long ahead;

  private volatile Role role = new Role.Follower(0, Optional.empty());

  /** The leadership whose first entry is appended, or {@link #NO_TERM}. */
  private final AtomicLong grantedTerm = new AtomicLong(NO_TERM);

  private volatile long grantAgainAt = System.nanoTime();

  /** The leadership whose first entry is applied. */
  private volatile long readyTerm = NO_TERM;

  private volatile long stopBy;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile @Nullable LogException failure;

  Writer(EngineBuilder from, MachineApplier applier, ProposalQueue queue, Tally tally) {
    this.log = from.log;
    this.options = from.options;
    this.clock = from.clock;
    this.proposer = from.proposer;
    this.identity = from.identity;
    this.firstCommand = new Command.GrantLeases(from.node, from.address);
    this.applier = applier;
    this.reads = applier.reads();
    this.queue = queue;
    this.tally = tally;
  }

  /**
   * Completes when the log has been replayed, and where this node leads from the start, as a node
   * alone does, when commands are taken.
   */
  CompletableFuture<Void> started() {
    return started;
  }

  /** Whether commands are taken. */
  boolean ready() {
    return role instanceof Role.Leader leader
        && leader.term() == readyTerm
        && failure == null
        && !stopping;
  }

  /** What the log said last that this node is. */
  Role role() {
    return role;
  }

  @Nullable LogException failure() {
    return failure;
  }

  /** Ends the loop after everything that waits was written. */
  void stop() {
    stopBy = System.nanoTime() + STOP_NANOS_MAX;
    stopping = true;
    queue.wake();
  }

  @Override
  public void run() {
    try {
      log.start(applier, this::roleChanged);
      applier.goLive();
      if (!(role instanceof Role.Leader)) {
        started.complete(null);
      }
      while (!stopping || (isUnfinished() && System.nanoTime() - stopBy < 0)) {
        turn();
      }
    } catch (IOException | RuntimeException | Error e) {
      if (!started.completeExceptionally(e)) {
        failure = new LogException.Failed("the writer stopped: " + e, e);
        LOG.error("the writer stopped: nothing is acknowledged any more", e);
        applier.abandon("the writer stopped: " + e);
      }
      if (e instanceof Error error) {
        throw error;
      }
    } finally {
      ended = true;
      refuseStranded();
    }
  }

  private boolean isUnfinished() {
    return queue.size() > 0 || (underWay.entries() > 0 && failure == null);
  }

  /** Whether nothing that is offered from now on will be taken. */
  boolean ended() {
    return ended;
  }

  /**
   * Answers what was offered while the writer ended. Whoever offers looks at {@link #ended} after
   * it, and the writer comes here after it has set it: one of the two finds the proposal.
   */
  synchronized void refuseStranded() {
    refuseAll(STOPPING);
    reads.refuseAll(STOPPING);
  }

  /** Called by any thread: only notes it down, the writer acts on it. */
  private void roleChanged(Role next) {
    if (next instanceof Role.Stopped stopped) {
      failure = stopped.why();
      LOG.error(
          "the log has failed, nothing is acknowledged any more: {}", stopped.why().getMessage());
    }
    role = next;
    queue.wake();
  }

  private void turn() {
    // The time is read before the role. Should leadership come to an end and begin again between
    // the two and the append, the entry carries a time at which this node did lead, and ends no
    // lease that the grant of the new leadership is about to renew.
    long now = Math.max(clock.millis() + ahead, applier.clusterTime());
    Role acting = role;
    read(acting);
    switch (acting) {
      case Role.Leader leader -> lead(leader.term(), now);
      case Role.Follower follower -> {
        started.complete(null);
        refuseAll(notLeader(follower));
        sleep(log.housekeep() ? HOUSEKEEPING_NANOS : SLEEP_NANOS_MAX);
      }
      case Role.Stopped stopped -> {
        started.completeExceptionally(stopped.why());
        refuseAll(failed(stopped.why()));
        sleep(SLEEP_NANOS_MAX);
      }
    }
  }

  /** Sees to the reads: they need the log, or somebody with time, and none waits for ever. */
  private void read(Role acting) {
    applier.gate().serve();
    if (reads.waiting() == 0) {
      return;
    }
    if (acting instanceof Role.Stopped stopped) {
      reads.refuseAll(failed(stopped.why()));
      return;
    }
    reads.confirm(log);
    if (System.nanoTime() - readsLookedAt >= READS_NANOS) {
      reads.expire();
      readsLookedAt = System.nanoTime();
    }
  }

  private void sleep(long nanos) {
    queue.sleep(reads.waiting() == 0 ? nanos : Math.min(nanos, READS_NANOS));
  }

  private void lead(long term, long now) {
    if (underWay.entries() >= log.pipelineDepth()) {
      queue.rest(READS_NANOS);
    } else if (grantedTerm.get() != term && System.nanoTime() - grantAgainAt >= 0) {
      grantLeases(term, now);
    } else if (readyTerm != term) {
      sleep(log.housekeep() ? HOUSEKEEPING_NANOS : GRANT_AGAIN_NANOS);
    } else {
      write(now);
    }
  }

  private void write(long now) {
    int waiting = queue.size();
    if (waiting > 0 && underWay.dwarfs(waiting)) {
      queue.rest(GATHERING_NANOS);
      return;
    }
    List<Proposal<?>> proposals = queue.take(options.entryCommands(), options.entryBytes());
    if (now - lastLook >= options.resendMillis() / LOOKS) {
      lastLook = now;
      resendDue(now, proposals);
    }
    if (!proposals.isEmpty() || isTickDue(now)) {
      append(proposals, now);
      log.housekeep();
      return;
    }
    boolean more = log.housekeep();
    sleep(more ? HOUSEKEEPING_NANOS : sleepNanos(now));
  }

  /** Not so if an entry that is on its way will do. */
  private boolean isTickDue(long now) {
    long deadline = applier.nextDeadline();
    return deadline <= now && (deadline > lastStamp || underWay.entries() == 0);
  }

  private long sleepNanos(long now) {
    long untilDeadline = applier.nextDeadline() - now;
    return Math.min(SLEEP_NANOS_MAX, TimeUnit.MILLISECONDS.toNanos(Math.max(1, untilDeadline)));
  }

  /** Asks for the pushes that were sent long ago and are not acknowledged, if there are any. */
  private void resendDue(long now, List<Proposal<?>> proposals) {
    long sentBefore = now - options.resendMillis();
    if (applier.earliestPushSentAt() < sentBefore) {
      proposals.add(new Proposal<>(new Command.ResendDue(sentBefore), reply -> reply));
    }
  }

  private void grantLeases(long term, long now) {
    // Where the log is ahead of this clock, time goes on from there: it must not stand still.
    ahead = Math.max(0, now - clock.millis());
    List<Proposal<?>> first = new ArrayList<>();
    first.add(new Proposal<Reply>(firstCommand, reply -> reply, told -> granted(term, told)));
    if (applier.appliedIndex() == 0) {
      // A log that begins with this program behaves as this program does from its first entry on.
      first.add(new Proposal<>(new Command.Upgrade(SessionMachine.BEHAVIOUR), reply -> reply));
    }
    identity
        .filter(it -> it.isNews(applier.setting(MachineIdentity.SETTING)))
        .map(it -> new Command.PutSetting(MachineIdentity.SETTING, it.toSetting(), false))
        .ifPresent(put -> first.add(new Proposal<>(put, reply -> reply)));
    grantedTerm.set(term);
    append(first, now);
  }

  private void granted(long term, Outcome<Reply> outcome) {
    if (outcome instanceof Outcome.Done<Reply>) {
      readyTerm = term;
      started.complete(null);
      queue.wake();
    } else {
      LOG.warn("could not grant the leases in term {}: {}", term, outcome);
      grantAgainAt = System.nanoTime() + GRANT_AGAIN_NANOS;
      grantedTerm.compareAndSet(term, NO_TERM);
    }
  }

  private void append(List<Proposal<?>> proposals, long now) {
    Batch batch = new Batch(++batches, proposals);
    EntryHeader header = new EntryHeader(now, proposer, batch.number());
    ByteBuffer entry = EntryCodec.encode(header, batch.encoded(), used);
    if (log.pipelineDepth() == 1 && entry.capacity() <= REUSED_BYTES_MAX) {
      used = entry; // the next one is not made before the log is done with this one
    }
    lastStamp = now;
    applier.expect(batch);
    underWay.appended(proposals.size());
    log.append(entry)
        .whenComplete(
            (index, failed) -> {
              if (applier.giveUp(batch)) {
                fail(batch, failed instanceof CompletionException ? failed.getCause() : failed);
              }
              underWay.answered(proposals.size());
              if (log.pipelineDepth() > 1) {
                queue.wake();
              }
            });
  }

  private void fail(Batch batch, @Nullable Throwable why) {
    String message = String.valueOf(why == null ? null : why.getMessage());
    switch (why) {
      case LogException.TooLarge tooLarge ->
          batch.refused(Refusal.of(Refusal.Code.LIMIT_EXCEEDED, message), tally);
      case LogException.NotLeader notLeader ->
          batch.refused(Refusal.of(Refusal.Code.NOT_LEADER, message), tally);
      case LogException.Failed failed -> batch.refused(failed(failed), tally);
      // Appended, and applied from a snapshot that another node made: the replies are with it.
      case null -> batch.uncertain("applied here from the snapshot of another node", tally);
      default -> batch.uncertain(message, tally);
    }
  }

  private static Refusal notLeader(Role.Follower follower) {
    return Refusal.of(
        Refusal.Code.NOT_LEADER,
        follower.leader().map(name -> "the leader is " + name).orElse("no leader is known"));
  }

  private static Refusal failed(LogException why) {
    return Refusal.of(Refusal.Code.UNAVAILABLE, "the log has failed: " + why.getMessage());
  }

  /** Why commands are not taken. */
  Refusal whyNot() {
    LogException why = failure;
    if (why != null) {
      return failed(why);
    }
    return switch (role) {
      case Role.Follower follower when !stopping -> notLeader(follower);
      case Role.Follower follower -> STOPPING;
      case Role.Stopped stopped -> failed(stopped.why());
      case Role.Leader leader -> stopping ? STOPPING : NOT_READY;
    };
  }

  private void refuseAll(Refusal why) {
    List<Proposal<?>> stranded;
    do {
      stranded = queue.take(options.entryCommands(), options.entryBytes());
      new Batch(0, stranded).refused(why, tally);
    } while (!stranded.isEmpty());
  }
}
