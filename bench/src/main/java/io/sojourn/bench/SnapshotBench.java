package io.sojourn.bench;

import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.Limits;
import io.sojourn.session.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** How long requests wait at worst while the state of many sessions is written as a snapshot. */
final class SnapshotBench implements Benchmark {

  private static final String WITH = "during a snapshot";
  private static final String WITHOUT = "without";
  private static final int OUTSTANDING = 64;
  private static final double SLICE_SECONDS = 0.5;
  private static final int SLICES_MAX = 120;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    int count = setting.quick() ? 200_000 : 1_000_000;
    Board board = new Board(List.of(WITH, WITHOUT));
    FileLogOptions onlyOnRequest = FileLogOptions.defaults().withSnapshotAfterBytes(0);
    try (SessionEngine engine =
        SojournTarget.open(setting.scratch().fresh("snapshot"), Limits.DEFAULT, onlyOnRequest)) {
      fill(engine, count);
      SojournTarget target = SojournTarget.on(engine);
      target.run(OUTSTANDING, 1);
      for (int round = 0; round < 3; round++) {
        Worst calm = new Worst();
        for (double until = 0; until < setting.seconds(4, 2); until += SLICE_SECONDS) {
          calm.add(target.run(OUTSTANDING, SLICE_SECONDS));
        }
        calm.tell(board, WITHOUT);
        Worst busy = new Worst();
        long before = engine.status().log().snapshotIndex();
        long began = System.nanoTime();
        engine.requestSnapshot();
        for (int slice = 0; engine.status().log().snapshotIndex() == before; slice++) {
          if (slice == SLICES_MAX) {
            throw new IOException("the snapshot took too long: " + engine.status().log());
          }
          busy.add(target.run(OUTSTANDING, SLICE_SECONDS));
        }
        board.note("snapshot took s", WITH, (System.nanoTime() - began) / 1e9);
        busy.tell(board, WITH);
      }
    }
    out.println(
        Figures.text((double) count) + " sessions, requests with " + OUTSTANDING + " outstanding:");
    board.print(out);
  }

  private static final class Worst {
    private final Spread perSecond = new Spread();
    private final Spread p99 = new Spread();
    private double gapMicros;

    void add(LoadResult result) {
      perSecond.add(result.perSecond());
      p99.add(result.p99());
      gapMicros = Math.max(gapMicros, result.longestGap());
    }

    void tell(Board board, String system) {
      board.add("longest time without an answer, ms", system, gapMicros / 1e3);
      board.add("p99 us", system, p99.median());
      board.add("commands/s", system, perSecond.median());
    }
  }

  private static void fill(SessionEngine engine, int count) throws IOException {
    ClosedLoop loop = new ClosedLoop(4096);
    long[] next = new long[1];
    loop.run(
        count,
        slot -> {
          long number = next[0]++;
          engine
              .create(SojournTarget.id(number), SojournTarget.session("user" + number % 1000))
              .thenAccept(
                  outcome -> {
                    if (outcome instanceof Outcome.Done) {
                      loop.answered(slot);
                    } else {
                      loop.failed(slot, outcome.toString());
                    }
                  });
        });
  }
}
