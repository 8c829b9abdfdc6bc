package io.sojourn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for the writer: any thread offers, one takes. Bounded in count and bytes.
 * The writer sleeps here when there is nothing to do.
 */
class ProposalQueue {

  private final MpscArrayQueue<Proposal<?>> queue;
  private final AtomicLong bytes = new AtomicLong();
  private final long bytesMax;
  private volatile @Nullable Thread sleeper;
  private volatile @Nullable Thread rester;
  private volatile boolean called;

  ProposalQueue(EngineOptions options) {
    queue = new MpscArrayQueue<>(options.queuedCommands());
    bytesMax = options.queuedBytes();
  }

  /** Takes in a proposal, or answers false when there is no room. */
  boolean offer(Proposal<?> proposal) {
    if (bytes.addAndGet(proposal.weight()) > bytesMax || !queue.offer(proposal)) {
      bytes.addAndGet(-proposal.weight());
      return false;
    }
    unparkSleeper();
    return true;
  }

  /**
   * Takes what waits: up to so many proposals, or until they weigh so much. For the writer only.
   *
   * @return in order; empty if nothing waits
   */
  List<Proposal<?>> take(int countMax, long bytesEnough) {
    List<Proposal<?>> taken = new ArrayList<>(Math.min(countMax, queue.size() + 1));
    long weight = 0;
    while (taken.size() < countMax && weight < bytesEnough) {
      Proposal<?> next = queue.relaxedPoll();
      if (next == null) {
        break;
      }
      taken.add(next);
      weight += next.weight();
    }
    if (weight > 0) {
      // Once for all of them: those who offer fight over this number with every change of it.
      bytes.addAndGet(-weight);
    }
    return taken;
  }

  /** Ends the writer's sleep or rest, or the next one if it is awake. */
  void wake() {
    called = true;
    unparkSleeper();
    Thread resting = rester;
    if (resting != null) {
      rester = null;
      unpark(resting);
    }
  }

  private void unparkSleeper() {
    Thread asleep = sleeper;
    if (asleep != null) {
      sleeper = null;
      unpark(asleep);
    }
  }

  /** Sleeps until something is offered, {@link #wake} is called, or the time is over. */
  void sleep(long nanosMax) {
    sleeper = Thread.currentThread();
    // An offer or a call before the line above saw no sleeper and woke nobody.
    if (!isWanted()) {
      park(nanosMax);
    }
    called = false;
    sleeper = null;
  }

  /**
   * Sleeps until {@link #wake} is called or the time is over, whatever is offered: for a writer
   * that would not take it now.
   */
  void rest(long nanosMax) {
    rester = Thread.currentThread();
    // A call before the line above saw nobody and woke nobody.
    if (!isCalled()) {
      park(nanosMax);
    }
    called = false;
    rester = null;
  }

  /** Whether there is a reason not to rest. */
  boolean isCalled() {
    return called;
  }

  /** Whether there is a reason not to sleep. */
  boolean isWanted() {
    return called || !queue.isEmpty();
  }

  /** Waits; see {@link #unpark}. */
  void park(long nanosMax) {
    LockSupport.parkNanos(this, nanosMax);
  }

  /** Ends the waiting. A test replaces both by a wait without end, to see that nobody forgets. */
  void unpark(Thread asleep) {
    LockSupport.unpark(asleep);
  }

  int size() {
    return queue.size();
  }
}
