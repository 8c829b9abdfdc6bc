package io.sojourn.cluster;

import io.sojourn.engine.Journal;
import io.sojourn.engine.LogException;
import io.sojourn.engine.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A node in this process: a log, a machine that keeps all entries, and a writer that keeps house.
 */
final class TestNode implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(60);

  final NodeAddress address;
  final Path folder;
  final RatisLog log;
  final Journal machine = new Journal(16);
  final List<Role> roles = new CopyOnWriteArrayList<>();
  private final Thread housekeeper;
  private volatile boolean closing;

  private TestNode(NodeAddress address, Path folder, RatisLog log) throws IOException {
    this.address = address;
    this.folder = folder;
    this.log = log;
    log.start(machine, roles::add);
    housekeeper = Thread.ofPlatform().name("housekeeper").daemon(true).start(this::keepHouse);
  }

  static TestNode of(
      Path folder, NodeAddress address, List<NodeAddress> peers, RatisLogOptions options)
      throws IOException {
    return new TestNode(address, folder, RatisLog.of(folder, address, peers, options));
  }

  static TestNode joining(Path folder, NodeAddress address, RatisLogOptions options)
      throws IOException {
    return new TestNode(address, folder, RatisLog.joining(folder, address, options));
  }

  private void keepHouse() {
    while (!closing) {
      boolean more = log.housekeep();
      java.util.concurrent.locks.LockSupport.parkNanos(more ? 100_000 : 5_000_000);
    }
  }

  String id() {
    return address.id();
  }

  boolean leads() {
    return !roles.isEmpty() && roles.getLast() instanceof Role.Leader;
  }

  /** What came of an append: the index, or why not. */
  sealed interface Outcome {
    record Done(long index) implements Outcome {}

    record NotDone(LogException why) implements Outcome {}
  }

  Outcome append(String text) {
    try {
      return new Outcome.Done(
          log.append(Journal.entry(text))
              .toCompletableFuture()
              .get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LogException why) {
        return new Outcome.NotDone(why);
      }
      throw new AssertionError("unexpected failure", e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the append did not end", e);
    }
  }

  /** Makes a snapshot of everything so far. */
  void snapshot() {
    long last = log.status().lastIndex();
    log.requestSnapshot();
    await().until(() -> log.status().snapshotIndex() >= last);
  }

  static org.awaitility.core.ConditionFactory await() {
    return Awaitility.await().atMost(DEADLINE).pollInterval(Duration.ofMillis(5));
  }

  @Override
  public void close() {
    closing = true;
    try {
      housekeeper.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    log.close();
  }
}
