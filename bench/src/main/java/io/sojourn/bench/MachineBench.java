package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Durable commands per second through the session machine, beside the bare log and Redis. */
final class MachineBench implements Benchmark {

  private static final String SOJOURN = "Sojourn";
  private static final String BARE = "bare log";
  private static final String REDIS = "Redis + Lua";

  /** Many short rounds: what a neighbour or the disk does to one of them, the median forgets. */
  private static final int ROUNDS = 15;

  private static final List<Integer> OUTSTANDING = List.of(1, 64, 256, 4096);

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(List.of(SOJOURN, BARE, REDIS));
    Map<String, CommandTarget> targets = new LinkedHashMap<>();
    try {
      targets.put(SOJOURN, SojournTarget.in(setting.scratch().fresh("sojourn")));
      targets.put(BARE, BareTarget.in(setting.scratch().fresh("bare")));
      Optional<String> missing = RedisTarget.missing();
      if (missing.isPresent()) {
        board.missing(REDIS, missing.get());
      } else {
        targets.put(REDIS, RedisTarget.in(setting.scratch().fresh("redis")));
      }
      for (CommandTarget target : targets.values()) {
        target.run(256, setting.seconds(4, 2));
      }
      for (int outstanding : OUTSTANDING) {
        for (int round = 0; round < ROUNDS; round++) {
          for (Map.Entry<String, CommandTarget> target : targets.entrySet()) {
            double cpuBefore = target.getValue().writerCpuSeconds();
            LoadResult result = target.getValue().run(outstanding, setting.seconds(0.7, 0.25));
            String load = outstanding + " outstanding";
            board.add("commands/s, " + load, target.getKey(), result.perSecond());
            double cpu = target.getValue().writerCpuSeconds() - cpuBefore;
            board.add(
                "writer CPU us each, " + load, target.getKey(), cpu * 1e6 / result.answered());
            board.note("p50 us, " + load, target.getKey(), result.p50());
            board.note("p99 us, " + load, target.getKey(), result.p99());
          }
        }
      }
    } finally {
      for (CommandTarget target : targets.values()) {
        target.close();
      }
    }
    board.print(out);
  }
}
