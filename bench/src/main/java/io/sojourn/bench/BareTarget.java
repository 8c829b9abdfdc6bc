package io.sojourn.bench;

import io.sojourn.engine.Applier;
import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SnapshotSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The same file log with nothing on it: what waits goes into one entry, is written and synced,
 * counted and answered. No sessions, no deduplication, no reply kept: how fast it could be at all.
 */
final class BareTarget implements CommandTarget {

  private static final int QUEUED = 1 << 16;
  private static final int ENTRY_COMMANDS = 4096; // as EngineOptions.DEFAULT
  private static final long ENTRY_BYTES = 1 << 20;
  private static final long SLEEP_NANOS = 1_000_000_000;

  @SuppressWarnings("ArrayRecordComponent") // handed over
  private record Waiting(int slot, byte[] payload) {}

  private final FileLog log;
  private final MpscArrayQueue<Waiting> queue = new MpscArrayQueue<>(QUEUED);
  private final Thread writer = Thread.ofPlatform().name("bare-writer").unstarted(this::write);
  private List<Waiting> batch = List.of();
  private long applied;
  private volatile @Nullable ClosedLoop loop;
  private volatile boolean asleep;
  private volatile boolean stopping;

  private BareTarget(FileLog log) {
    this.log = log;
  }

  static BareTarget in(Path folder) throws IOException {
    BareTarget target = new BareTarget(new FileLog(folder, FileLogOptions.defaults()));
    target.log.start(target.new Counter(), role -> {});
    target.writer.start();
    return target;
  }

  @Override
  public LoadResult run(int outstanding, double seconds) throws IOException {
    ClosedLoop running = new ClosedLoop(outstanding);
    loop = running;
    return running.run(
        seconds,
        slot -> {
          if (!queue.offer(new Waiting(slot, new byte[PAYLOAD_BYTES]))) {
            throw new IllegalStateException("the queue is full");
          }
          if (asleep) {
            asleep = false;
            LockSupport.unpark(writer);
          }
        });
  }

  private void write() {
    while (!stopping) {
      List<Waiting> taken = take();
      if (taken.isEmpty()) {
        log.housekeep();
        asleep = true;
        if (queue.isEmpty()) {
          LockSupport.parkNanos(this, SLEEP_NANOS);
        }
        asleep = false;
        continue;
      }
      ByteBuffer entry = ByteBuffer.allocate(taken.size() * (Integer.BYTES + PAYLOAD_BYTES));
      for (Waiting waiting : taken) {
        entry.putInt(waiting.payload.length).put(waiting.payload);
      }
      batch = taken;
      log.append(entry.flip());
      log.housekeep();
    }
  }

  private List<Waiting> take() {
    List<Waiting> taken = new ArrayList<>();
    for (long bytes = 0; taken.size() < ENTRY_COMMANDS && bytes < ENTRY_BYTES; ) {
      Waiting waiting = queue.relaxedPoll();
      if (waiting == null) {
        break;
      }
      taken.add(waiting);
      bytes += waiting.payload.length;
    }
    return taken;
  }

  private final class Counter implements Applier {

    @Override
    public void apply(long index, ByteBuffer entry) {
      ClosedLoop waiting = loop;
      for (Waiting answered : batch) {
        applied++;
        if (waiting != null) {
          waiting.answered(answered.slot);
        }
      }
    }

    @Override
    public SnapshotSource snapshot() {
      ByteBuffer state = ByteBuffer.allocate(Long.BYTES).putLong(applied).flip();
      return new SnapshotSource() {
        private boolean over;

        @Override
        public @Nullable ByteBuffer next() {
          boolean first = !over;
          over = true;
          return first ? state : null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
      applied = ByteBuffer.wrap(snapshot.readNBytes(Long.BYTES)).getLong();
    }
  }

  @Override
  public double writerCpuSeconds() {
    return ThreadCpu.seconds("bare-writer");
  }

  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(writer);
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    log.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
