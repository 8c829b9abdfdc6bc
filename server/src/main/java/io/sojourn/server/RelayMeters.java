package io.sojourn.server;

import io.sojourn.relay.RelayMetrics;

/** Shows what the relay counts among the metrics. */
final class RelayMeters {

  private RelayMeters() {}

  static void show(RelayMetrics relay, Metrics metrics) {
    metrics.gauge("sojourn.relay.connections", "Open relay sockets", relay::connections);
    metrics.gauge("sojourn.relay.hosts", "Hosts connected", relay::hosts);
    metrics.gauge("sojourn.relay.viewers", "Viewers connected", relay::viewers);
    metrics.gauge("sojourn.relay.hubs", "Relayed sessions here, hosts away included", relay::hubs);
    metrics.gauge("sojourn.relay.scrollback.bytes", "Bytes of scrollback", relay::scrollbackBytes);
    metrics.counter(
        "sojourn.relay.frames.from.hosts", "Messages of terminal bytes", relay::framesFromHosts);
    metrics.counter("sojourn.relay.bytes.from.hosts", "Their bytes", relay::bytesFromHosts);
    metrics.counter(
        "sojourn.relay.frames.from.viewers", "Messages of input", relay::framesFromViewers);
    metrics.counter("sojourn.relay.bytes.from.viewers", "Their bytes", relay::bytesFromViewers);
    metrics.counter(
        "sojourn.relay.bytes.to.viewers", "Bytes handed to viewers", relay::bytesToViewers);
    metrics.counter("sojourn.relay.registrations", "Hosts registered anew", relay::registrations);
    metrics.counter("sojourn.relay.hosts.resumed", "Hosts that came back", relay::hostsResumed);
    metrics.counter(
        "sojourn.relay.viewers.resumed", "Viewers that came back", relay::viewersResumed);
    metrics.counter("sojourn.relay.joins", "Viewers that joined by code", relay::joins);
    metrics.counter("sojourn.relay.joins.refused", "Joins refused", relay::joinsRefused);
    metrics.counter(
        "sojourn.relay.rate.limited", "First messages over the rate", relay::rateLimited);
    metrics.counter(
        "sojourn.relay.slow.viewers.closed", "Viewers too slow", relay::slowViewersClosed);
    metrics.counter("sojourn.relay.host.holds", "Times a host was held back", relay::hostHolds);
    metrics.counter("sojourn.relay.silent.closed", "Silent sockets closed", relay::silentClosed);
    metrics.counter(
        "sojourn.relay.protocol.errors", "Sockets that broke the protocol", relay::protocolErrors);
  }
}
