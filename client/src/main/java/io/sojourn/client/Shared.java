package io.sojourn.client;

import java.net.http.HttpClient;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a process share: one selector thread, one timer thread, and virtual threads.
 * All are daemons: none keeps the process alive.
 */
final class Shared {

  private static final class Http {
    private static final HttpClient INSTANCE = make(null);
  }

  private static final class Timer {
    private static final ScheduledThreadPoolExecutor INSTANCE = make();

    private static ScheduledThreadPoolExecutor make() {
      ScheduledThreadPoolExecutor timer =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("sojourn-client-timer").factory());
      timer.setRemoveOnCancelPolicy(true);
      return timer;
    }
  }

  private Shared() {}

  static HttpClient http() {
    return Http.INSTANCE;
  }

  /** A client of its own, for one who trusts others than the process does. */
  static HttpClient http(SSLContext trust) {
    return make(trust);
  }

  private static HttpClient make(@Nullable SSLContext trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    return trust == null ? builder.build() : builder.sslContext(trust).build();
  }

  static ScheduledThreadPoolExecutor timer() {
    return Timer.INSTANCE;
  }
}
