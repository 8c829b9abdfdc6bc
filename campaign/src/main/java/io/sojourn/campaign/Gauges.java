package io.sojourn.campaign;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node says of itself in {@code /metrics}, by name and labels as they stand there.
 *
 * @param values each as it stands there
 */
record Gauges(Map<String, Double> values) {

  static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Copies the values. */
  Gauges {
    values = Map.copyOf(values);
  }

  /** Asks a node, past all proxies; nothing if it does not answer. */
  static Optional<Gauges> of(Node node) throws InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + node.doorPort() + "/metrics");
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(read(response.body())) : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  private static Gauges read(String text) {
    Map<String, Double> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              values.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
            });
    return new Gauges(values);
  }

  private double value(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /** Whether it leads, and takes commands. */
  boolean isReadyLeader() {
    return value("sojourn_leading") == 1 && value("sojourn_ready") == 1;
  }

  /** How the node stands, in a line. */
  String standing() {
    return (value("sojourn_leading") == 1 ? "leads" : "follows")
        + (value("sojourn_ready") == 1 ? ", ready" : ", not ready")
        + ", term "
        + term()
        + ", "
        + (long) value("sojourn_log_entries_total")
        + " entries, "
        + (long) value("sojourn_connect_connections")
        + " clients";
  }

  long term() {
    return (long) value("sojourn_term");
  }

  /** How many requests were answered from a kept reply, since its start. */
  long replayed() {
    return (long) value("sojourn_commands_total{outcome=\"replayed\"}");
  }
}
