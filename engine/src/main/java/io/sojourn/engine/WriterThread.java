package io.sojourn.engine;

/** The thread that a {@link Writer} runs on. */
final class WriterThread {

  private final Thread thread;

  WriterThread(Writer writer) {
    this.thread = Thread.ofPlatform().name("sojourn-writer").unstarted(writer);
  }

  void start() {
    thread.start();
  }

  /** Waits for its end; an interrupt is kept for later. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
