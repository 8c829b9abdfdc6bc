package io.sojourn.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread of a file log that waits for the disk beside the writer; born at the first task.
 */
final class BackgroundThread implements Executor, AutoCloseable {

  private final ExecutorService tasks =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("sojourn-log-files").daemon(true).factory());

  @Override
  public void execute(Runnable task) {
    tasks.execute(task);
  }

  /** Runs what is waiting, then ends the thread. */
  @Override
  public void close() {
    tasks.close();
  }
}
