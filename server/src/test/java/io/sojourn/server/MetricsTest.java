package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static String shown(Metrics metrics) {
    return new String(metrics.scrape().body(), StandardCharsets.UTF_8);
  }

  private static void awaitCollection() {
    WeakReference<Object> collected = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return collected.refersTo(null);
            });
  }

  @Test
  void aCounterGoesOnAfterMemoryWasCollected() {
    AtomicLong done = new AtomicLong(1);
    try (Metrics metrics = new Metrics()) {
      metrics.counter("test.plain", "A test", () -> done.get());
      metrics.counter("test.family", "A test", "kind", "one", () -> done.get());
      assertThat(shown(metrics)).contains("test_plain_total 1.0", "{kind=\"one\"} 1.0");
      awaitCollection();
      done.set(2);
      assertThat(shown(metrics)).contains("test_plain_total 2.0", "{kind=\"one\"} 2.0");
    }
  }
}
