package io.sojourn.campaign;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at every node all the time, and remembers who led and how much was answered from kept
 * replies: a node that is killed takes its counts with it.
 *
 * <p>Thread-safe; one virtual thread per node.
 */
final class Watch implements AutoCloseable {

  private static final long BETWEEN_NANOS = 150_000_000;

  private record Life(String node, int number) {}

  private final Fleet fleet;
  private final Set<Long> terms = new TreeSet<>();
  private final Map<Life, Long> replayed = new HashMap<>();
  private volatile boolean over;

  private Watch(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Begins to look. */
  static Watch over(Fleet fleet) {
    Watch watch = new Watch(fleet);
    fleet.nodes().forEach(node -> Thread.ofPlatform().daemon(true).start(() -> watch.look(node)));
    return watch;
  }

  private void look(Node node) {
    try {
      while (!over) {
        lookOnce(node);
        Patience.rest(BETWEEN_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookOnce(Node node) throws InterruptedException {
    Life life = new Life(node.name(), node.lives());
    Optional<Gauges> gauges = node.isRunning() ? Gauges.of(node) : Optional.empty();
    if (gauges.isPresent()) {
      note(life, gauges.get());
    }
  }

  private synchronized void note(Life life, Gauges gauges) {
    replayed.merge(life, gauges.replayed(), Math::max);
    if (gauges.isReadyLeader()) {
      terms.add(gauges.term());
    }
  }

  /** Looks once more, so that nothing is left out. */
  void lookAgain() throws InterruptedException {
    for (Node node : fleet.nodes()) {
      lookOnce(node);
    }
  }

  /** How often another leadership began to take commands than had before. */
  synchronized long leaderChanges() {
    return Math.max(0, terms.size() - 1);
  }

  /** How many requests were answered from a kept reply, at least. */
  synchronized long replayed() {
    return replayed.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    over = true;
  }
}
