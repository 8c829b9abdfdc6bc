package io.sojourn.server;

import io.sojourn.connect.ConnectMetrics;

/** Shows what the door of the session protocol counts among the metrics. */
final class ConnectMeters {

  private ConnectMeters() {}

  static void show(ConnectMetrics connect, Metrics metrics) {
    metrics.gauge(
        "sojourn.connect.connections",
        "Open WebSockets of the session protocol",
        connect::connections);
    metrics.gauge(
        "sojourn.connect.sessions", "Sessions whose connection is here", connect::sessions);
    metrics.counter(
        "sojourn.connect.frames.in",
        "WebSocket messages of clients, each of one or more messages of the protocol",
        connect::framesIn);
    metrics.counter(
        "sojourn.connect.frames.out",
        "WebSocket messages to clients, each of one or more messages of the protocol",
        connect::framesOut);
    metrics.counter(
        "sojourn.connect.pauses",
        "Times a connection was not read for a moment since it had too much under way",
        connect::pauses);
    for (String kind : connect.kindsIn()) {
      metrics.counter(
          "sojourn.connect.messages.in",
          "Messages of clients",
          "kind",
          kind,
          () -> connect.in(kind));
    }
    for (String kind : connect.kindsOut()) {
      metrics.counter(
          "sojourn.connect.messages.out",
          "Messages to clients",
          "kind",
          kind,
          () -> connect.out(kind));
    }
    for (String code : connect.codes()) {
      metrics.counter(
          "sojourn.connect.refused",
          "Requests, sessions and connections refused or ended, by code",
          "code",
          code,
          () -> connect.refusedBy(code));
    }
  }
}
