package io.sojourn.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The process: {@code Main ROOT NAME [--quick] [--rounds N]}, as bench/run starts it. */
public final class Main {

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "machine", new MachineBench(),
              "sessions", new SessionsBench(),
              "relay", new RelayBench(),
              "idle", new IdleBench(),
              "start", new StartBench(),
              "snapshot", new SnapshotBench(),
              "wire", new WireBench(1),
              "cluster", new ClusterBench(),
              "memory", new MemoryBench(),
              "nfs", new NfsBench()));

  private Main() {}

  /** Runs one benchmark and prints its table. */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    Benchmark benchmark = words.size() < 2 ? null : BENCHMARKS.get(words.get(1));
    if (benchmark == null) {
      System.err.println("benchmarks: " + String.join(", ", BENCHMARKS.keySet()));
      throw new IllegalArgumentException("no such benchmark: " + words);
    }
    boolean quick = words.contains("--quick");
    int rounds = words.indexOf("--rounds");
    int turns = rounds < 0 ? Setting.usualRounds(quick) : Integer.parseInt(words.get(rounds + 1));
    Path root = Path.of(words.getFirst());
    try (Scratch scratch = Scratch.under(root)) {
      System.out.println(Surroundings.describe(scratch.folder()));
      System.out.println();
      benchmark.run(new Setting(root, scratch, quick, turns), System.out);
    }
  }
}
