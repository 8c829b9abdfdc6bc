package io.sojourn.bench;

import io.sojourn.engine.ReplicatedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a number of commands under way on a log, batched as Sojourn batches: what waits goes into
 * one entry, as soon as the log takes another one and it would not be a much smaller one.
 */
final class RawLogLoad {

  private static final int ENTRY_COMMANDS = 4096; // as EngineOptions.DEFAULT
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_MILLIS = 1000;

  private final ReplicatedLog log;
  private final long[] sentAt;
  private final Latencies latencies = new Latencies();

  // All of these are guarded by this.
  private List<Integer> waiting = new ArrayList<>();
  private final Queue<Integer> free = new ArrayDeque<>();
  private int underWay;
  private int entries;
  private long end;
  private boolean again; // whether a new command goes out for each answer until the end
  private boolean more; // whether others come
  private String trouble = "";

  RawLogLoad(ReplicatedLog log, int outstanding) {
    this.log = log;
    this.sentAt = new long[outstanding];
    for (int slot = 0; slot < outstanding; slot++) {
      free.add(slot);
    }
  }

  /** Has all commands under way for that long, then waits for the last answers. */
  LoadResult run(double seconds) throws IOException {
    synchronized (this) {
      end = System.nanoTime() + (long) (seconds * 1e9);
      again = true;
      while (!free.isEmpty()) {
        begin(free.remove(), System.nanoTime());
      }
    }
    return work();
  }

  /** Sends each command when it is due, as long as slots are free; then waits for the last. */
  LoadResult run(Schedule schedule) throws IOException {
    synchronized (this) {
      end = schedule.end();
      more = true;
    }
    Thread.ofPlatform().daemon().name("schedule").start(() -> play(schedule));
    return work();
  }

  private void play(Schedule schedule) {
    try {
      schedule.play((command, due) -> take(due));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      more = false;
      notifyAll();
    }
  }

  private synchronized boolean take(long due) throws InterruptedException {
    while (free.isEmpty() && trouble.isEmpty()) {
      wait();
    }
    if (trouble.isEmpty()) {
      begin(free.remove(), due);
      notifyAll();
    }
    return trouble.isEmpty();
  }

  private synchronized void begin(int slot, long due) {
    sentAt[slot] = due;
    waiting.add(slot);
    underWay++;
  }

  private LoadResult work() throws IOException {
    while (true) {
      List<Integer> batch = next();
      if (batch.isEmpty()) {
        return latencies.result();
      }
      ByteBuffer entry =
          ByteBuffer.allocate(batch.size() * (Integer.BYTES + CommandTarget.PAYLOAD_BYTES));
      for (int i = 0; i < batch.size(); i++) {
        entry.putInt(CommandTarget.PAYLOAD_BYTES).put(new byte[CommandTarget.PAYLOAD_BYTES]);
      }
      var unused =
          log.append(entry.flip())
              .whenComplete(
                  (index, failure) ->
                      answered(batch, failure == null ? "" : "not appended: " + failure));
    }
  }

  /** Waits until there is something to be sent, and room for it; nothing when all is over. */
  private synchronized List<Integer> next() throws IOException {
    while ((underWay > 0 || more)
        && (waiting.isEmpty() || entries >= log.pipelineDepth() || isTooFew())) {
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (!trouble.isEmpty() || System.nanoTime() - end > GIVE_UP_NANOS) {
        throw new IOException(trouble.isEmpty() ? "an entry was never answered" : trouble);
      }
    }
    if (underWay == 0) {
      return List.of();
    }
    List<Integer> batch = waiting.subList(0, Math.min(ENTRY_COMMANDS, waiting.size()));
    waiting = new ArrayList<>(waiting.subList(batch.size(), waiting.size()));
    entries++;
    return batch;
  }

  /** As Sojourn's writer decides: less than half of what an entry under way has. */
  private synchronized boolean isTooFew() {
    return 2L * waiting.size() * entries < underWay - waiting.size();
  }

  private synchronized void answered(List<Integer> batch, String why) {
    long now = System.nanoTime();
    entries--;
    trouble = trouble.isEmpty() ? why : trouble;
    for (int slot : batch) {
      latencies.answered(sentAt[slot], now);
      underWay--;
      if (again && now < end) {
        begin(slot, now);
      } else {
        free.add(slot);
      }
    }
    notifyAll();
  }
}
