package io.sojourn.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Runs what it is given one after another, on a virtual thread that lives while there is any. */
final class Callbacks {

  private final String name;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  Callbacks(String name) {
    this.name = name;
  }

  void run(Runnable callback) {
    synchronized (waiting) {
      waiting.add(callback);
      if (running) {
        return;
      }
      running = true;
    }
    Thread.ofVirtual().name(name).start(this::drain);
  }

  private void drain() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException | Error theirs) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, theirs);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable next = waiting.pollFirst();
      running = next != null;
      return next;
    }
  }
}
