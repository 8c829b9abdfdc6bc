package io.sojourn.bench;

import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Limits;
import io.sojourn.session.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What sessions cost that do nothing, in this process: with no reply kept, and with as many as a
 * session may have. Live heap, the snapshot of it all, and the start from that snapshot.
 */
final class MemoryBench implements Benchmark {

  private static final String EMPTY = "empty window";
  private static final String FULL = "full window";
  private static final int OUTSTANDING = 4096;
  private static final int STEP = 200_000; // a few seconds at most, so that no step gives up
  private static final int COLLECTIONS = 3;
  private static final long SNAPSHOT_SECONDS = 600;
  private static final long POLL_MILLIS = 5;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    int idle = setting.quick() ? 100_000 : 1_000_000;
    int busy = setting.quick() ? 1_000 : 10_000;
    int window = Limits.DEFAULT.windowRequests();
    Board board = new Board(List.of(EMPTY, FULL));
    for (int round = 0; round < (setting.quick() ? 1 : 3); round++) {
      measure(setting, board, EMPTY, idle, 0);
      measure(setting, board, FULL, busy, window);
    }
    out.println(
        "%s: %s sessions; %s: %s sessions with %s replies of 8 bytes each:"
            .formatted(
                EMPTY,
                Figures.text((double) idle),
                FULL,
                Figures.text((double) busy),
                Figures.text((double) window)));
    board.print(out);
  }

  private static void measure(
      Setting setting, Board board, String system, int sessions, int replies)
      throws IOException, InterruptedException {
    Path folder = setting.scratch().fresh("memory");
    FileLogOptions onlyOnRequest = FileLogOptions.defaults().withSnapshotAfterBytes(0);
    double before = liveHeapBytes();
    try (SessionEngine engine = SojournTarget.open(folder, Limits.DEFAULT, onlyOnRequest)) {
      each(sessions, (number, slot, loop) -> create(engine, number, slot, loop));
      each(
          (long) sessions * replies,
          (number, slot, loop) ->
              request(engine, number / replies, number % replies + 1, slot, loop));
      double heap = liveHeapBytes() - before;
      board.note("live heap, MiB", system, heap / (1 << 20));
      board.note("live heap, bytes per session", system, heap / sessions);
      long began = System.nanoTime();
      long index = engine.status().log().snapshotIndex();
      engine.requestSnapshot();
      while (engine.status().log().snapshotIndex() == index) {
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SNAPSHOT_SECONDS)) {
          throw new IOException("the snapshot took too long: " + engine.status().log());
        }
        Thread.sleep(POLL_MILLIS);
      }
      board.note("snapshot took s", system, (System.nanoTime() - began) / 1e9);
      double size = snapshotBytes(folder);
      board.note("snapshot, MiB", system, size / (1 << 20));
      board.note("snapshot, bytes per session", system, size / sessions);
    }
    long began = System.nanoTime();
    SessionEngine again = SojournTarget.open(folder, Limits.DEFAULT, onlyOnRequest);
    board.note("start with it took s", system, (System.nanoTime() - began) / 1e9);
    again.close();
    Scratch.delete(folder);
  }

  private interface Step {
    void start(long number, int slot, ClosedLoop loop);
  }

  private static void each(long count, Step step) throws IOException {
    long[] next = new long[1];
    while (next[0] < count) {
      long some = Math.min(STEP, count - next[0]);
      ClosedLoop loop = new ClosedLoop(OUTSTANDING);
      LoadResult result = loop.run(some, slot -> step.start(next[0]++, slot, loop));
      if (result.answered() != some) {
        throw new IOException("only " + result.answered() + " of " + some + " were done in time");
      }
    }
  }

  private static void create(SessionEngine engine, long number, int slot, ClosedLoop loop) {
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
  }

  /** A request whose client never says that it has the reply. */
  private static void request(
      SessionEngine engine, long session, long sequence, int slot, ClosedLoop loop) {
    byte[] body = new byte[CommandTarget.PAYLOAD_BYTES];
    CRC32C fingerprint = new CRC32C();
    fingerprint.update(body);
    engine
        .request(
            new Command.Request(
                SojournTarget.id(session), 0, sequence, 1, fingerprint.getValue(), body))
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Done<Reply>(Reply.Executed executed)) {
                loop.answered(slot);
              } else {
                loop.failed(slot, outcome.toString());
              }
            });
  }

  private static double liveHeapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long snapshotBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(each -> each.toString().endsWith(".snap")).toList()) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }
}
