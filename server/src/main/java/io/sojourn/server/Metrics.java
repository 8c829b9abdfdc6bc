package io.sojourn.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * What is counted, and {@code /metrics}, where Prometheus reads it.
 *
 * <p>Every label has few values: routes by template, states by name; never an id, a user or a path.
 */
final class Metrics implements Traffic, AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What counters read. The registry forgets what nobody else holds, and then repeats itself. */
  private final Queue<DoubleSupplier> counted = new ConcurrentLinkedQueue<>();

  private final Counter refused;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** What responses are counted by. */
  private record Answer(String method, String route, int status) {}

  Metrics() {
    Gauge.builder("sojourn.http.connections", connections, AtomicInteger::get)
        .description("Open connections, WebSockets included")
        .register(registry);
    refused =
        Counter.builder("sojourn.http.connections.refused")
            .description("Connections over the bound, closed at once")
            .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Shows the sessions of each state and the live codes. */
  void show(Sessions sessions) {
    for (SessionState state : SessionState.values()) {
      Gauge.builder("sojourn.sessions", sessions, source -> source.count(state))
          .description("Sessions by state")
          .tag("state", state.label())
          .register(registry);
    }
    Gauge.builder("sojourn.codes", sessions, Sessions::liveCodes)
        .description("Live pairing codes")
        .register(registry);
  }

  /** Shows a number that goes up and down. */
  void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** Shows a number that only grows. */
  void counter(String name, String description, DoubleSupplier value) {
    counted.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .register(registry);
  }

  /** Shows a number that only grows, one of a family that a label tells apart. */
  void counter(String name, String description, String label, String value, DoubleSupplier count) {
    counted.add(count);
    FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
        .description(description)
        .tag(label, value)
        .register(registry);
  }

  List<Route> routes() {
    return List.of(Route.of("GET", "/metrics", Access.LOCAL_OR_KEY, request -> scrape()));
  }

  /** All of them, as they are shown. */
  Response scrape() {
    return Response.text(200, CONTENT_TYPE, registry.scrape());
  }

  @Override
  public void connected() {
    connections.incrementAndGet();
  }

  @Override
  public void disconnected() {
    connections.decrementAndGet();
  }

  @Override
  public void connectionRefused() {
    refused.increment();
  }

  @Override
  public void answered(String method, String route, int status, long nanos) {
    answers
        .computeIfAbsent(new Answer(method, route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Answer answer) {
    return Timer.builder("sojourn.http.requests")
        .description("Responses, from the end of the request's head to the response")
        .tag("method", answer.method())
        .tag("route", answer.route())
        .tag("status", Integer.toString(answer.status()))
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2))
        .register(registry);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
