package io.sojourn.engine;

import io.sojourn.machine.Consistency;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reads that wait until the state is new enough: those that want it linearizable share a read
 * barrier of the log, those that name an index wait until it is applied. Bounded in number, and
 * each in time. Any thread may ask; the writer asks the log.
 */
final class Reads {

  /** A question to the machine and who waits for the answer. */
  private final class Read<T> implements MachineGate.Reader {
    final long minIndex;
    final long askedAt = System.nanoTime();
    private final Function<SessionMachine, Outcome<T>> question;
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    private @Nullable Outcome<T> seen;

    Read(long minIndex, Function<SessionMachine, Outcome<T>> question) {
      this.minIndex = minIndex;
      this.question = question;
    }

    @Override
    public void read(SessionMachine machine) {
      if (!outcome.isDone()) {
        seen = question.apply(machine);
      }
    }

    @Override
    public void answer() {
      if (seen != null) {
        end(seen);
      }
    }

    void refuse(Refusal why) {
      end(new Outcome.Refused<>(why));
    }

    private void end(Outcome<T> answer) {
      if (outcome.complete(answer)) {
        waiting.decrementAndGet();
      }
    }

    boolean isOverdue(long now) {
      return now - askedAt > patienceNanos;
    }
  }

  private final MachineGate gate;
  private final LongSupplier appliedIndex;
  private final int waitingMax;
  private final long patienceNanos;
  private final Runnable wakeWriter;
  private final AtomicInteger waiting = new AtomicInteger();

  // Guarded by this.
  private List<Read<?>> newcomers = new ArrayList<>();
  private List<Read<?>> confirming = new ArrayList<>();
  private long round;
  private boolean underWay;
  private final PriorityQueue<Read<?>> byIndex =
      new PriorityQueue<>(Comparator.comparingLong(read -> read.minIndex));

  /** The lowest index that is waited for; written under the lock, read without. */
  private volatile long lowestIndex = Long.MAX_VALUE;

  /**
   * Makes an empty set of reads.
   *
   * @param appliedIndex the last entry that is applied here
   * @param wakeWriter sees to it that the writer calls {@link #confirm} soon
   */
  Reads(MachineGate gate, LongSupplier appliedIndex, EngineOptions options, Runnable wakeWriter) {
    this.gate = gate;
    this.appliedIndex = appliedIndex;
    this.waitingMax = options.waitingReads();
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(options.readMillis());
    this.wakeWriter = wakeWriter;
  }

  /** Has the machine asked once its state is as new as is wanted. */
  <T> CompletionStage<Outcome<T>> ask(
      Consistency consistency, long minIndex, Function<SessionMachine, Outcome<T>> question) {
    Read<T> read = new Read<>(minIndex, question);
    if (waiting.incrementAndGet() > waitingMax) {
      read.refuse(Refusal.of(Refusal.Code.UNAVAILABLE, "too many reads wait"));
      return read.outcome;
    }
    switch (consistency) {
      case LOCAL -> gate.read(read);
      case SESSION -> askAt(read);
      case LINEARIZABLE -> askConfirmed(read);
    }
    return read.outcome;
  }

  private void askConfirmed(Read<?> read) {
    synchronized (this) {
      newcomers.add(read);
    }
    wakeWriter.run();
  }

  private void askAt(Read<?> read) {
    if (read.minIndex <= appliedIndex.getAsLong()) {
      gate.read(read);
      return;
    }
    synchronized (this) {
      byIndex.add(read);
      noteLowest();
    }
    // Once more: it may have been applied before it was noted that somebody waits for it.
    applied(appliedIndex.getAsLong());
  }

  private void noteLowest() {
    Read<?> first = byIndex.peek();
    lowestIndex = first == null ? Long.MAX_VALUE : first.minIndex;
  }

  /** Told after an entry was applied. */
  void applied(long index) {
    if (index < lowestIndex) {
      return;
    }
    List<Read<?>> ready = new ArrayList<>();
    synchronized (this) {
      for (Read<?> first = byIndex.peek();
          first != null && first.minIndex <= index;
          first = byIndex.peek()) {
        ready.add(byIndex.remove());
      }
      noteLowest();
    }
    ready.forEach(gate::read);
  }

  /** How many reads are not answered. */
  int waiting() {
    return waiting.get();
  }

  /** Asks the log for one barrier for all reads that came since the last one. By the writer. */
  void confirm(ReplicatedLog log) {
    long number;
    synchronized (this) {
      if (underWay || newcomers.isEmpty()) {
        return;
      }
      confirming = newcomers;
      newcomers = new ArrayList<>();
      underWay = true;
      number = ++round;
    }
    log.readBarrier().whenComplete((index, failed) -> confirmed(number, failed));
  }

  private void confirmed(long number, @Nullable Throwable failed) {
    List<Read<?>> done;
    synchronized (this) {
      if (!underWay || number != round) {
        return; // it was given up
      }
      underWay = false;
      done = confirming;
      confirming = new ArrayList<>();
    }
    if (failed == null) {
      done.forEach(gate::read);
    } else {
      Refusal why = why(failed instanceof CompletionException ? failed.getCause() : failed);
      done.forEach(read -> read.refuse(why));
    }
    wakeWriter.run();
  }

  private static Refusal why(@Nullable Throwable failed) {
    String message = String.valueOf(failed == null ? null : failed.getMessage());
    return Refusal.of(
        failed instanceof LogException.NotLeader
            ? Refusal.Code.NOT_LEADER
            : Refusal.Code.UNAVAILABLE,
        "what is acknowledged could not be confirmed: " + message);
  }

  /** Refuses what waits for too long, and gives up a barrier that some of it waited for. */
  void expire() {
    long now = System.nanoTime();
    List<Read<?>> overdue = new ArrayList<>();
    synchronized (this) {
      if (takeOverdue(confirming, now, overdue)) {
        newcomers.addAll(0, confirming);
        confirming = new ArrayList<>();
        underWay = false;
      }
      takeOverdue(newcomers, now, overdue);
      for (Read<?> read : byIndex) {
        if (read.isOverdue(now)) {
          overdue.add(read);
        }
      }
      byIndex.removeAll(overdue);
      noteLowest();
    }
    Refusal late = Refusal.of(Refusal.Code.UNAVAILABLE, "this node does not get as far in time");
    overdue.forEach(read -> read.refuse(late));
  }

  private static boolean takeOverdue(List<Read<?>> from, long now, List<Read<?>> to) {
    int before = to.size();
    from.stream().filter(read -> read.isOverdue(now)).forEach(to::add);
    return to.size() > before && from.removeAll(to);
  }

  /** Refuses everything that waits. */
  void refuseAll(Refusal why) {
    List<Read<?>> refused = new ArrayList<>();
    synchronized (this) {
      refused.addAll(confirming);
      refused.addAll(newcomers);
      refused.addAll(byIndex);
      confirming = new ArrayList<>();
      newcomers = new ArrayList<>();
      underWay = false;
      byIndex.clear();
      noteLowest();
    }
    refused.forEach(read -> read.refuse(why));
  }
}
