package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node after the other is stopped and started, under load: nothing is lost or done twice. */
@Timeout(300)
class RollingRestartTest {

  private static final int CLIENTS = 4;
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicLong counted = new AtomicLong();

  @Test
  void everyCommandIsExecutedOnceOverARollingRestart() throws Exception {
    List<String> names = List.of("n1", "n2", "n3");
    try (NodeProcesses nodes = new NodeProcesses(folder, "n1", "n2", "n3")) {
      for (String name : names) {
        nodes.start(name, nodes.first(name));
      }
      names.forEach(nodes::awaitReady);
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Long>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          String key = "counter-" + i;
          clients.add(pool.submit(() -> count(nodes, key)));
        }
        try {
          for (String name : names) {
            awaitProgress();
            nodes.stop(name);
            awaitProgress();
            nodes.start(name, nodes.first(name));
            nodes.awaitReady(name);
          }
          awaitProgress();
        } finally {
          enough.set(true);
        }
        for (int i = 0; i < CLIENTS; i++) {
          String sum = clients.get(i).get() + "\n";
          assertThat(nodes.run("kv", "get", "counter-" + i).out()).isEqualTo(sum);
        }
      }
    }
  }

  /** Every client goes on, whoever leads now. */
  private void awaitProgress() {
    long seen = counted.get();
    await().atMost(NodeProcesses.PATIENCE).until(() -> counted.get() > seen + 20);
  }

  /** Counts up one by one: a lost or a doubled step shows in the next sum. */
  private long count(NodeProcesses nodes, String key) throws IOException, InterruptedException {
    String secret = Files.readString(nodes.keyFile("n1")).strip();
    long sum = 0;
    try (KvClient client =
        KvClient.connect(
            SojournClient.builder(nodes.doors().split(",", -1)).key(secret), DEADLINE)) {
      while (!enough.get()) {
        Outcome<Long> outcome = client.increment(key, 1);
        assertThat(outcome).isEqualTo(new Outcome.Done<>(sum + 1));
        sum++;
        counted.incrementAndGet();
      }
    }
    return sum;
  }
}
