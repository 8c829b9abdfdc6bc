package io.sojourn.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ten clients at work. */
final class Workload {

  private static final int CLIENTS = 10;
  private static final int GROUP = 5;

  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Evidence evidence;
  private final Fleet fleet;

  /** Makes the clients, which do nothing yet. */
  Workload(Fleet fleet, long seed, Evidence evidence) throws IOException {
    this.fleet = fleet;
    this.evidence = evidence;
    List<SharedKeys> groups = new ArrayList<>();
    for (int number = 0; number < CLIENTS; number++) {
      if (number % GROUP == 0) {
        groups.add(new SharedKeys("g" + groups.size()));
      }
      workers.add(
          new Worker("c" + number, seed * CLIENTS + number, groups.getLast(), evidence, fleet));
    }
  }

  /** Lets them begin. */
  void start() {
    workers.forEach(worker -> threads.add(Thread.ofPlatform().daemon(true).start(worker)));
  }

  /** Waits until a command is done that was asked for after a moment. */
  void awaitProgressSince(long nanos) throws Exception {
    await("a command that is done", nanos, 1);
  }

  /** Waits until each client has a command done that it asked for after a moment. */
  void awaitProgressOfAllSince(long nanos) throws Exception {
    await("a command of each client that is done", nanos, workers.size());
  }

  private void await(String what, long nanos, int least) throws Exception {
    try {
      Patience.awaitTrue(
          what,
          () -> {
            refuseTrouble();
            return workers.stream().filter(worker -> worker.lastInvoked() - nanos > 0).count()
                >= least;
          });
    } catch (Patience.Exhausted e) {
      throw new IllegalStateException(e.getMessage() + fleet.lastWords(), e);
    }
  }

  private void refuseTrouble() throws InterruptedException {
    List<String> troubles = evidence.troubles();
    if (!troubles.isEmpty()) {
      throw new IllegalStateException(String.join("; ", troubles) + fleet.lastWords());
    }
  }

  /** Lets them end, and waits until they have. */
  void end() throws InterruptedException {
    workers.forEach(Worker::end);
    for (Thread thread : threads) {
      thread.join();
    }
    refuseTrouble();
  }
}
