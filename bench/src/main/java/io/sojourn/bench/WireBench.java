package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Durable commands per second through the wire: 8 clients, a window of 256 each, 100 bytes, beside
 * what else keeps commands on disk before it answers. Then one request alone.
 */
final class WireBench implements Benchmark {

  private final int nodes;

  /** Makes a benchmark of systems of so many nodes. */
  WireBench(int nodes) {
    this.nodes = nodes;
  }

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(WirePeer.of(nodes).stream().map(WirePeer::label).toList());
    Map<String, WireTarget> targets = new LinkedHashMap<>();
    try {
      for (WirePeer peer : WirePeer.of(nodes)) {
        Optional<String> missing = peer.missing();
        if (missing.isPresent()) {
          board.missing(peer.label(), missing.get());
        } else {
          targets.put(peer.label(), peer.start(setting, nodes));
        }
      }
      for (WireTarget target : targets.values()) {
        target.run(WireTarget.CLIENTS, WireTarget.WINDOW, setting.seconds(10, 2));
      }
      String load = WireTarget.CLIENTS + " x " + WireTarget.WINDOW;
      measure(setting, targets, board, load, WireTarget.CLIENTS, WireTarget.WINDOW);
      for (WireTarget target : targets.values()) {
        target.run(1, 1, setting.seconds(3, 0.5));
      }
      measure(setting, targets, board, "one alone", 1, 1);
    } finally {
      for (WireTarget target : targets.values()) {
        target.close();
      }
    }
    board.print(out);
  }

  private static void measure(
      Setting setting,
      Map<String, WireTarget> targets,
      Board board,
      String load,
      int clients,
      int window)
      throws IOException {
    for (int round = 0; round < setting.rounds(); round++) {
      for (Map.Entry<String, WireTarget> target : targets.entrySet()) {
        double cpuBefore = target.getValue().serverCpuSeconds();
        LoadResult result = target.getValue().run(clients, window, setting.seconds(4, 1));
        double cpu = target.getValue().serverCpuSeconds() - cpuBefore;
        String system = target.getKey();
        board.add("commands/s, " + load, system, result.perSecond());
        board.add("p50 us, " + load, system, result.p50());
        board.add("p99 us, " + load, system, result.p99());
        board.note("server CPU us each, " + load, system, cpu * 1e6 / result.answered());
      }
    }
  }
}
