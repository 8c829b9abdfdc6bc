package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Durable commands per second through the wire: 8 clients, a window of 256 each, 100 bytes, beside
 * what else keeps commands on disk before it answers. Then commands at a moderate rate, and one
 * alone.
 */
final class WireBench implements Benchmark {

  /** Commands per second that everybody here can keep up with, with three nodes too. */
  private static final int RATE = 2_000;

  private final int nodes;

  /** Makes a benchmark of systems of so many nodes. */
  WireBench(int nodes) {
    this.nodes = nodes;
  }

  /** In each turn a system is started anew, so that no other one takes processor time meanwhile. */
  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(WirePeer.of(nodes).stream().map(WirePeer::label).toList());
    List<WirePeer> here = new ArrayList<>();
    for (WirePeer peer : WirePeer.of(nodes)) {
      peer.missing().ifPresentOrElse(why -> board.missing(peer.label(), why), () -> here.add(peer));
    }
    for (int round = 0; round < setting.rounds(); round++) {
      for (WirePeer peer : here) {
        try (WireTarget target = peer.start(setting, nodes)) {
          target.run(WireTarget.CLIENTS, WireTarget.WINDOW, setting.seconds(warmUp(), 3));
          measure(setting, target, board, peer.label(), WireTarget.CLIENTS, WireTarget.WINDOW);
          target.offer(RATE, setting.seconds(3, 1));
          offer(setting, target, board, peer.label());
          target.run(
              1, 1, setting.seconds(10, 3)); // few commands, so compilers take long to be done
          measure(setting, target, board, peer.label(), 1, 1);
        }
      }
    }
    board.print(out);
  }

  /** Several virtual machines that share the processors compile for more than a minute. */
  private double warmUp() {
    return nodes == 1 ? 10 : 75;
  }

  private static void measure(
      Setting setting, WireTarget target, Board board, String system, int clients, int window)
      throws IOException {
    double cpuBefore = target.serverCpuSeconds();
    LoadResult result = target.run(clients, window, setting.seconds(5, 1));
    double cpu = target.serverCpuSeconds() - cpuBefore;
    String load = clients == 1 ? "one alone" : clients + " x " + window;
    board.add("commands/s, " + load, system, result.perSecond());
    board.add("p50 us, " + load, system, result.p50());
    board.add("p99 us, " + load, system, result.p99());
    board.note("server CPU us each, " + load, system, cpu * 1e6 / result.answered());
  }

  private static void offer(Setting setting, WireTarget target, Board board, String system)
      throws IOException {
    LoadResult result = target.offer(RATE, setting.seconds(5, 1));
    String load = String.format(Locale.ROOT, "at %,d/s", RATE);
    board.add("p50 us, " + load, system, result.p50());
    board.add("p99 us, " + load, system, result.p99());
  }
}
