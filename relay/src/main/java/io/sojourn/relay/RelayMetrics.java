package io.sojourn.relay;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a relay counts: numbers now ({@code hosts}, {@code viewers}, {@code connections}, {@code
 * hubs}, {@code scrollbackBytes}) and totals since it started. Read from any thread.
 */
public final class RelayMetrics {

  final LongAdder connections = new LongAdder();
  final LongAdder hosts = new LongAdder();
  final LongAdder viewers = new LongAdder();
  final LongAdder hubs = new LongAdder();
  final LongAdder framesFromHosts = new LongAdder();
  final LongAdder bytesFromHosts = new LongAdder();
  final LongAdder framesFromViewers = new LongAdder();
  final LongAdder bytesFromViewers = new LongAdder();
  final LongAdder bytesToViewers = new LongAdder();
  final LongAdder registrations = new LongAdder();
  final LongAdder hostsResumed = new LongAdder();
  final LongAdder viewersResumed = new LongAdder();
  final LongAdder joins = new LongAdder();
  final LongAdder joinsRefused = new LongAdder();
  final LongAdder rateLimited = new LongAdder();
  final LongAdder slowViewersClosed = new LongAdder();
  final LongAdder viewerSkips = new LongAdder();
  final LongAdder silentClosed = new LongAdder();
  final LongAdder protocolErrors = new LongAdder();
  private final ScrollbackBudget scrollback;

  RelayMetrics(ScrollbackBudget scrollback) {
    this.scrollback = scrollback;
  }

  /** Open sockets. */
  public long connections() {
    return connections.sum();
  }

  /** Hosts connected. */
  public long hosts() {
    return hosts.sum();
  }

  /** Viewers connected. */
  public long viewers() {
    return viewers.sum();
  }

  /** Sessions with a hub here, hosts that are away included. */
  public long hubs() {
    return hubs.sum();
  }

  /** Bytes that scrollback takes beyond the small first ring of each terminal. */
  public long scrollbackBytes() {
    return scrollback.used();
  }

  /** Messages of terminal bytes from hosts. */
  public long framesFromHosts() {
    return framesFromHosts.sum();
  }

  /** Their bytes. */
  public long bytesFromHosts() {
    return bytesFromHosts.sum();
  }

  /** Messages of terminal bytes from viewers. */
  public long framesFromViewers() {
    return framesFromViewers.sum();
  }

  /** Their bytes. */
  public long bytesFromViewers() {
    return bytesFromViewers.sum();
  }

  /** Bytes handed to viewers' sockets, frame heads and replays included. */
  public long bytesToViewers() {
    return bytesToViewers.sum();
  }

  /** Hosts registered anew. */
  public long registrations() {
    return registrations.sum();
  }

  /** Hosts that came back with their token. */
  public long hostsResumed() {
    return hostsResumed.sum();
  }

  /** Viewers that came back with their token. */
  public long viewersResumed() {
    return viewersResumed.sum();
  }

  /** Viewers that joined by code. */
  public long joins() {
    return joins.sum();
  }

  /** Joins refused: a wrong code or token, or too many viewers. */
  public long joinsRefused() {
    return joinsRefused.sum();
  }

  /** First messages refused because there were too many. */
  public long rateLimited() {
    return rateLimited.sum();
  }

  /** Times that a viewer fell a queue behind and was skipped to the latest. */
  public long viewerSkips() {
    return viewerSkips.sum();
  }

  /** Viewers closed because they took nothing any more of what waited for them. */
  public long slowViewersClosed() {
    return slowViewersClosed.sum();
  }

  /** Connections closed because nothing was heard of them. */
  public long silentClosed() {
    return silentClosed.sum();
  }

  /** Connections closed because they broke the protocol. */
  public long protocolErrors() {
    return protocolErrors.sum();
  }
}
