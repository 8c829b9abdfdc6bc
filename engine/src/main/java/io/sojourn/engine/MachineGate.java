package io.sojourn.engine;

import io.sojourn.machine.SessionMachine;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Guards the machine. Who changes it waits for its turn; who only reads it never waits: a read
 * happens at once on the thread that asks, or, while somebody else has the machine, on that thread
 * as soon as it lets go.
 */
final class MachineGate {

  /** A read: under the lock, then its answer outside of it. */
  interface Reader {
    /** Looks at the machine, changing nothing and not throwing. */
    void read(SessionMachine machine);

    /** Hands over what was seen. */
    void answer();
  }

  /*
   * Nothing may stay in the queue while nobody is about to look at it. Whoever adds a reader serves
   * the queue afterwards; whoever lets go of the lock does so too. One of them serves at a time, and
   * looks once more after it has stopped serving: a reader that was added meanwhile, or a lock that
   * was let go of meanwhile by somebody who found the queue being served, is seen then. If somebody
   * has the lock at that moment, or waits for it, that one looks after it has let go.
   */

  /** After so many reads in a row whoever serves them goes on with its own work. */
  private static final int IN_A_ROW = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean serving = new AtomicBoolean();
  private final Runnable leftOver;
  private SessionMachine machine; // guarded by the lock

  /**
   * Makes a gate.
   *
   * @param leftOver sees to it that somebody calls {@link #serve} soon
   */
  MachineGate(SessionMachine machine, Runnable leftOver) {
    this.machine = machine;
    this.leftOver = leftOver;
  }

  /** Has something done with the machine, by this thread, and nobody else in it meanwhile. */
  <T extends @Nullable Object> T enter(Function<SessionMachine, T> work) {
    lock.lock();
    try {
      return work.apply(machine);
    } finally {
      lock.unlock();
      serve();
    }
  }

  /** As {@link #enter}, with nothing to hand back. */
  void enterFor(Consumer<SessionMachine> work) {
    lock.lock();
    try {
      work.accept(machine);
    } finally {
      lock.unlock();
      serve();
    }
  }

  /** Puts another machine in the place of the one before. */
  <T> T replace(SessionMachine successor, Function<SessionMachine, T> work) {
    return enter(
        before -> {
          machine = successor;
          return work.apply(successor);
        });
  }

  /** Has the machine read, soon or at once. */
  void read(Reader reader) {
    readers.add(reader);
    serve();
  }

  /** Whether reads wait. */
  boolean isAsked() {
    return !readers.isEmpty();
  }

  /** Does the reads that wait, unless somebody else has the machine and will do them. */
  void serve() {
    int left = IN_A_ROW;
    while (isAsked() && !lock.isLocked() && !lock.hasQueuedThreads()) {
      if (!serving.compareAndSet(false, true)) {
        return;
      }
      try {
        left = serve(left);
      } finally {
        serving.set(false);
      }
      if (left == 0) {
        leftOver.run();
        return;
      }
    }
  }

  private int serve(int most) {
    int left = most;
    while (left > 0 && isAsked() && !lock.hasQueuedThreads() && lock.tryLock()) {
      Reader reader;
      try {
        reader = readers.poll();
        if (reader != null) {
          reader.read(machine);
        }
      } finally {
        lock.unlock();
      }
      if (reader != null) {
        reader.answer();
      }
      left--;
    }
    return left;
  }
}
