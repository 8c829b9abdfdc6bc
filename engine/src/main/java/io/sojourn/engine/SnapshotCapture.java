package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot under way. The writer thread pulls chunks out of the machine, a few at a time; the
 * background thread writes them into a temporary file, syncs it, gives it its name and syncs the
 * folder. At most {@value #CHUNKS_WAITING_MAX} chunks wait between the two.
 */
final class SnapshotCapture {

  static final String TEMPORARY = "snapshot.tmp";

  private static final int CHUNKS_WAITING_MAX = 16;
  private static final int CHUNKS_PER_SLICE = 2;

  /**
   * Synced in steps of this many bytes, so that a sync of the log never queues behind gigabytes.
   */
  private static final long SYNC_BYTES = 4 << 20;

  private final Disk disk;
  private final long index;
  private final SnapshotSource source;
  private final Executor background;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean exhausted;
  private volatile boolean abandoned;
  private volatile boolean written;
  private volatile @Nullable Exception failure;

  // Touched by the background thread only.
  private @Nullable DiskFile file;
  private final CRC32C crc = new CRC32C();
  private long length;
  private long synced;

  SnapshotCapture(Disk disk, long index, SnapshotSource source, Executor background) {
    this.disk = disk;
    this.index = index;
    this.source = source;
    this.background = background;
    background.execute(() -> step(this::begin));
  }

  long index() {
    return index;
  }

  String name() {
    return SegmentFile.name(index, SnapshotFile.SUFFIX);
  }

  /** Pulls a few chunks if there is room for them. */
  void pull() {
    for (int i = 0; i < CHUNKS_PER_SLICE && !exhausted && !isOver(); i++) {
      if (waiting.get() >= CHUNKS_WAITING_MAX) {
        return;
      }
      ByteBuffer chunk = source.next();
      if (chunk == null) {
        exhausted = true;
        source.close();
        background.execute(() -> step(this::finish));
      } else {
        waiting.incrementAndGet();
        background.execute(
            () -> {
              step(() -> write(chunk));
              waiting.decrementAndGet();
            });
      }
    }
  }

  /** Whether the snapshot has its name durably, or never will. */
  boolean isOver() {
    return written || failure != null;
  }

  /** Why the snapshot was given up, once it is over; null when it is written. */
  @Nullable Exception failure() {
    return failure;
  }

  /** Gives the snapshot up. The background thread removes what it has written. */
  void abandon() {
    abandoned = true;
    source.close();
    background.execute(this::discard);
  }

  /** Ends the capture of the machine after a failure. */
  void release() {
    source.close();
  }

  private interface Step {
    void run() throws IOException;
  }

  private void step(Step step) {
    if (abandoned || failure != null) {
      return;
    }
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      discard();
      failure = e;
    }
  }

  private void begin() throws IOException {
    file = disk.create(TEMPORARY);
    file.write(0, SnapshotFile.header(index));
  }

  private DiskFile file() {
    DiskFile open = file;
    if (open == null) {
      throw new IllegalStateException("snapshot file is not open");
    }
    return open;
  }

  private void write(ByteBuffer chunk) throws IOException {
    crc.update(chunk.duplicate());
    long offset = FileHeader.BYTES + length;
    length += chunk.remaining();
    file().write(offset, chunk);
    if (length - synced >= SYNC_BYTES) {
      file().sync();
      synced = length;
    }
  }

  private void finish() throws IOException {
    file().write(FileHeader.BYTES + length, SnapshotFile.trailer(length, crc));
    file().sync();
    file().close();
    disk.rename(TEMPORARY, name());
    disk.syncFolder();
    written = true;
  }

  private void discard() {
    if (written) {
      return;
    }
    try {
      if (file != null) {
        file.close();
      }
      disk.delete(TEMPORARY);
    } catch (IOException e) {
      FileLog.log.warn("could not remove {}", disk.path(TEMPORARY), e);
    }
  }
}
