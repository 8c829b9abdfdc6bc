package io.sojourn.engine;

import io.sojourn.machine.Effect;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one session that its client has not taken yet, each once and in order. Bounded by
 * the session's queue in the kernel: what is here was not acknowledged.
 */
final class Inbox {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeMap<Long, Effect.Pushed> waiting = new TreeMap<>();
  private long lastTaken;
  private boolean ended;

  /** Adds a push unless it was here before. */
  void offer(Effect.Pushed push) {
    lock.lock();
    try {
      if (!ended && push.number() > lastTaken) {
        waiting.put(push.number(), push);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next push, or null if none came in so many nanoseconds or none will come any more. */
  Effect.@Nullable Pushed poll(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      Map.Entry<Long, Effect.Pushed> first = waiting.pollFirstEntry();
      if (first == null) {
        return null;
      }
      lastTaken = first.getKey();
      return first.getValue();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing comes any more: the session is dead, taken over, or the node closed. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
