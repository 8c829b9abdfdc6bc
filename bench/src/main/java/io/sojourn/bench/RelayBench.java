package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Frames of 128 bytes through relays: throughput, latency, and what a slow viewer does. */
final class RelayBench implements Benchmark {

  private static final int PACED_PER_SECOND = 5_000;
  private static final int FAN_OUT = 10;
  private static final double STALL_SECONDS = 8;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    List<RelayPeer> peers = new ArrayList<>();
    Board board = new Board(Arrays.stream(RelayPeer.values()).map(RelayPeer::label).toList());
    for (RelayPeer peer : RelayPeer.values()) {
      Optional<String> missing = peer.missing(setting.root());
      if (missing.isPresent()) {
        board.missing(peer.label(), missing.get());
      } else {
        peers.add(peer);
      }
    }
    List<Running> running = new ArrayList<>();
    try {
      for (RelayPeer peer : peers) {
        Running started = new Running(peer, peer.start(setting.root(), setting.scratch()));
        running.add(started);
        warmUp(started, setting);
      }
      for (int round = 0; round < setting.rounds(); round++) {
        for (Running relay : running) {
          flood(relay, 1, "frames/s 1->1", setting, board);
        }
        for (Running relay : running) {
          flood(relay, FAN_OUT, "deliveries/s 1->10", setting, board);
        }
        for (Running relay : running) {
          trickle(relay, setting, board);
        }
      }
    } finally {
      running.forEach(relay -> relay.server.close());
    }
    board.print(out);
    stalls(peers, setting, out);
  }

  private record Running(RelayPeer peer, ServerProcess server) {

    Meeting meet(int viewers) throws IOException {
      return Meeting.at(server.port(), peer.dialect(), viewers);
    }
  }

  private static void warmUp(Running relay, Setting setting) throws IOException {
    for (int viewers : new int[] {1, FAN_OUT}) {
      try (Meeting meeting = relay.meet(viewers)) {
        new Flood(meeting).run(setting.seconds(2, 1));
      }
    }
    try (Meeting meeting = relay.meet(1)) {
      new Trickle(meeting).run(PACED_PER_SECOND, setting.seconds(4, 2));
    }
  }

  private static void flood(Running relay, int viewers, String what, Setting setting, Board board)
      throws IOException {
    String label = relay.peer.label();
    try (Meeting meeting = relay.meet(viewers)) {
      double cpuBefore = relay.server.cpuSeconds();
      Flood.Result result = new Flood(meeting).run(setting.seconds(3, 1));
      double cpu = relay.server.cpuSeconds() - cpuBefore;
      board.add(what, label, result.deliveredPerSecond());
      board.note(what + ", lost", label, (double) result.sent() * viewers - result.delivered());
      board.note(what + ", skips", label, (double) result.skips());
      board.note(what + ", server CPU ns each", label, cpu * 1e9 / result.delivered());
    }
  }

  private static void trickle(Running relay, Setting setting, Board board) throws IOException {
    String label = relay.peer.label();
    try (Meeting meeting = relay.meet(1)) {
      double cpuBefore = relay.server.cpuSeconds();
      Trickle.Result result = new Trickle(meeting).run(PACED_PER_SECOND, setting.seconds(3, 1));
      double cpu = relay.server.cpuSeconds() - cpuBefore;
      board.add("p50 us at 5,000/s", label, result.p50());
      board.add("p99 us at 5,000/s", label, result.p99());
      board.note("lost at 5,000/s", label, (double) result.missed());
      board.add("server CPU us each at 5,000/s", label, cpu * 1e6 / result.delivered());
    }
  }

  private static void stalls(List<RelayPeer> peers, Setting setting, PrintStream out)
      throws IOException, InterruptedException {
    out.println("A host floods three viewers, two of which stop reading for 8 s:");
    Table table =
        new Table(
            "",
            "RSS before",
            "peak MiB",
            "good viewer: frames/s",
            "its longest gap ms",
            "it missed",
            "the stalled two");
    for (RelayPeer peer : peers) {
      try (ServerProcess server = peer.start(setting.root(), setting.scratch());
          Meeting meeting = Meeting.at(server.port(), peer.dialect(), 3)) {
        double before = server.residentMib();
        Stall.Result result = new Stall(meeting, server).run(STALL_SECONDS, setting.seconds(2, 1));
        table.row(
            peer.label(),
            Figures.text(before),
            Figures.text(result.memoryPeak()),
            Figures.text(result.goodPerSecond()),
            Figures.text(result.goodGapMillis()),
            Figures.text((double) result.goodMissed()),
            result.fate());
      }
    }
    table.print(out);
  }
}
