package io.sojourn.server;

import io.sojourn.relay.RelayMetrics;

/** Shows what the relay counts among the metrics. */
final class RelayMeters {

  private RelayMeters() {}

  static void show(RelayMetrics relay, Metrics metrics) {
    showNow(relay, metrics);
    showFrames(relay, metrics);
    showPeople(relay, metrics);
    showTrouble(relay, metrics);
  }

  private static void showNow(RelayMetrics relay, Metrics metrics) {
    metrics.gauge(
        "sojourn.relay.connections",
        "Open WebSockets of hosts, viewers and newcomers",
        relay::connections);
    metrics.gauge("sojourn.relay.hosts", "Hosts connected", relay::hosts);
    metrics.gauge("sojourn.relay.viewers", "Viewers connected", relay::viewers);
    metrics.gauge(
        "sojourn.relay.hubs",
        "Shares on this node, those whose host is away included",
        relay::hubs);
    metrics.gauge(
        "sojourn.relay.scrollback.bytes",
        "Memory that scrollback has grown by",
        relay::scrollbackBytes);
  }

  private static void showFrames(RelayMetrics relay, Metrics metrics) {
    metrics.counter(
        "sojourn.relay.frames.from.hosts",
        "Messages of terminal output from hosts",
        relay::framesFromHosts);
    metrics.counter(
        "sojourn.relay.bytes.from.hosts",
        "Bytes of terminal output from hosts",
        relay::bytesFromHosts);
    metrics.counter(
        "sojourn.relay.frames.from.viewers",
        "Messages of input from viewers",
        relay::framesFromViewers);
    metrics.counter(
        "sojourn.relay.bytes.from.viewers", "Bytes of input from viewers", relay::bytesFromViewers);
    metrics.counter(
        "sojourn.relay.bytes.to.viewers",
        "Bytes handed to viewers' sockets, replays included",
        relay::bytesToViewers);
  }

  private static void showPeople(RelayMetrics relay, Metrics metrics) {
    metrics.counter("sojourn.relay.registrations", "Hosts registered anew", relay::registrations);
    metrics.counter(
        "sojourn.relay.hosts.resumed",
        "Hosts that came back with their token",
        relay::hostsResumed);
    metrics.counter(
        "sojourn.relay.viewers.resumed",
        "Viewers that came back with their token",
        relay::viewersResumed);
    metrics.counter("sojourn.relay.joins", "Viewers that joined by code", relay::joins);
  }

  private static void showTrouble(RelayMetrics relay, Metrics metrics) {
    metrics.counter(
        "sojourn.relay.joins.refused",
        "Joins refused: wrong code or token, too many viewers or attempts",
        relay::joinsRefused);
    metrics.counter(
        "sojourn.relay.rate.limited",
        "First messages refused since there were too many",
        relay::rateLimited);
    metrics.counter(
        "sojourn.relay.viewer.skips",
        "Times a viewer fell a queue behind and was skipped to the latest",
        relay::viewerSkips);
    metrics.counter(
        "sojourn.relay.slow.viewers.closed",
        "Viewers closed since they took nothing any more",
        relay::slowViewersClosed);
    metrics.counter(
        "sojourn.relay.silent.closed",
        "Connections closed since nothing was heard of them",
        relay::silentClosed);
    metrics.counter(
        "sojourn.relay.protocol.errors",
        "Connections closed since they broke the protocol",
        relay::protocolErrors);
  }
}
