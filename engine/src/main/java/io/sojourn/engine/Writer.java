package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Refusal;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: turns whatever waits into an entry, stamps it with the cluster time,
 * and appends it.
 *
 * <p>Batching is natural: no timer. What arrived while the previous append was on its way becomes
 * the next entry, so an idle system answers at once and a busy one shares each sync among many
 * commands. When a lease or a code is due and nothing else is written, an entry without commands
 * lets time pass.
 */
final class Writer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final long SLEEP_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ReplicatedLog log;
  private final SessionMachine machine;
  private final MachineApplier applier;
  private final ProposalQueue queue;
  private final EngineOptions options;
  private final InstantSource clock;
  private final long proposer;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final CompletableFuture<Void> started = new CompletableFuture<>();

  private long batches;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile boolean leading;
  private volatile boolean ready;
  private volatile @Nullable LogException failure;

  Writer(
      ReplicatedLog log,
      SessionMachine machine,
      MachineApplier applier,
      ProposalQueue queue,
      EngineOptions options,
      InstantSource clock,
      long proposer) {
    this.log = log;
    this.machine = machine;
    this.applier = applier;
    this.queue = queue;
    this.options = options;
    this.clock = clock;
    this.proposer = proposer;
  }

  /** Completes when the log has been replayed and the leases were granted. */
  CompletableFuture<Void> started() {
    return started;
  }

  boolean ready() {
    return ready && failure == null && !stopping;
  }

  @Nullable LogException failure() {
    return failure;
  }

  /** Ends the loop after everything that waits was written. */
  void stop() {
    stopping = true;
    queue.wake();
  }

  @Override
  public void run() {
    try {
      log.start(applier, this::roleChanged);
      applier.goLive();
      while (!stopping || queue.size() > 0) {
        turn();
      }
    } catch (IOException | RuntimeException | Error e) {
      if (!started.completeExceptionally(e)) {
        failure = new LogException.Failed("the writer stopped: " + e, e);
        LOG.error("the writer stopped: nothing is acknowledged any more", e);
      }
      if (e instanceof Error error) {
        throw error;
      }
    } finally {
      ended = true;
      refuseStranded();
    }
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
    refuseAll("the node is stopping");
  }

  private void roleChanged(Role role) {
    switch (role) {
      case Role.Leader leader -> leading = true;
      case Role.Follower follower -> {
        leading = false;
        ready = false;
      }
      case Role.Stopped stopped -> {
        failure = stopped.why();
        LOG.error(
            "the log has failed, nothing is acknowledged any more: {}", stopped.why().getMessage());
      }
    }
    queue.wake();
  }

  private void turn() {
    LogException failed = failure;
    if (failed != null) {
      refuseAll("the log has failed: " + failed.getMessage());
      queue.sleep(SLEEP_NANOS_MAX);
      return;
    }
    if (outstanding.get() >= log.pipelineDepth()) {
      queue.sleep(HOUSEKEEPING_NANOS);
      return;
    }
    if (leading && !ready && outstanding.get() == 0) {
      grantLeases();
      return;
    }
    List<Proposal<?>> proposals =
        leading ? queue.take(options.entryCommands(), options.entryBytes()) : List.of();
    long now = Math.max(clock.millis(), machine.clusterTime());
    if (!proposals.isEmpty() || (leading && machine.nextDeadline() <= now)) {
      append(proposals, now);
      log.housekeep();
      return;
    }
    boolean more = log.housekeep();
    queue.sleep(more ? HOUSEKEEPING_NANOS : sleepNanos(now));
  }

  private long sleepNanos(long now) {
    long untilDeadline = machine.nextDeadline() - now;
    return Math.min(SLEEP_NANOS_MAX, TimeUnit.MILLISECONDS.toNanos(Math.max(1, untilDeadline)));
  }

  private void grantLeases() {
    Proposal<Void> grant = new Proposal<>(new Command.GrantLeases(), reply -> null);
    grant
        .outcome()
        .thenAccept(
            outcome -> {
              ready = true;
              started.complete(null);
            });
    append(List.of(grant), Math.max(clock.millis(), machine.clusterTime()));
  }

  private void append(List<Proposal<?>> proposals, long now) {
    Batch batch = new Batch(++batches, proposals);
    EntryHeader header = new EntryHeader(now, proposer, batch.number());
    ByteBuffer entry = EntryCodec.encode(header, batch.encoded());
    applier.expect(batch);
    outstanding.incrementAndGet();
    log.append(entry)
        .whenComplete(
            (index, failed) -> {
              if (failed != null) {
                applier.giveUp(batch);
                fail(batch, failed instanceof CompletionException ? failed.getCause() : failed);
              }
              outstanding.decrementAndGet();
              if (log.pipelineDepth() > 1) {
                queue.wake();
              }
            });
  }

  private static void fail(Batch batch, @Nullable Throwable why) {
    String message = String.valueOf(why == null ? null : why.getMessage());
    for (Proposal<?> proposal : batch.proposals()) {
      switch (why) {
        case LogException.TooLarge tooLarge ->
            proposal.refused(Refusal.of(Refusal.Code.LIMIT_EXCEEDED, message));
        case LogException.NotLeader notLeader ->
            proposal.refused(Refusal.of(Refusal.Code.UNAVAILABLE, message));
        case LogException.Failed failed ->
            proposal.refused(Refusal.of(Refusal.Code.UNAVAILABLE, message));
        case null, default -> proposal.uncertain(message);
      }
    }
  }

  private void refuseAll(String why) {
    Refusal refusal = Refusal.of(Refusal.Code.UNAVAILABLE, why);
    List<Proposal<?>> stranded;
    do {
      stranded = queue.take(options.entryCommands(), options.entryBytes());
      stranded.forEach(proposal -> proposal.refused(refusal));
    } while (!stranded.isEmpty());
  }
}
