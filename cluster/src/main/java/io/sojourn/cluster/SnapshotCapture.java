package io.sojourn.cluster;

import io.sojourn.engine.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot under way. The writer thread pulls chunks out of the machine, a few at a time; the
 * background thread writes them into a temporary file, syncs it, gives it its name, and writes its
 * checksum last. At most {@value #CHUNKS_WAITING_MAX} chunks wait between the two.
 */
final class SnapshotCapture {

  private static final int CHUNKS_WAITING_MAX = 16;
  private static final int CHUNKS_PER_SLICE = 2;

  /** Synced in steps, so that a sync of the log never queues behind gigabytes. */
  private static final long SYNC_BYTES = 4 << 20;

  private final Path folder;
  private final TermIndex at;
  private final SnapshotSource source;
  private final Executor background;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean exhausted;
  private volatile boolean abandoned;
  private volatile @Nullable SingleFileSnapshotInfo written;
  private volatile @Nullable Exception failure;

  // Touched by the background thread only.
  private @Nullable FileChannel file;
  private final MessageDigest digest = MD5FileUtil.newMD5();
  private long unsynced;

  SnapshotCapture(Path folder, TermIndex at, SnapshotSource source, Executor background) {
    this.folder = folder;
    this.at = at;
    this.source = source;
    this.background = background;
    background.execute(() -> step(this::begin));
  }

  long index() {
    return at.getIndex();
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

  /** Whether the snapshot has its name and checksum durably, or never will. */
  boolean isOver() {
    return written != null || failure != null;
  }

  /** The snapshot, once it is written. */
  @Nullable SingleFileSnapshotInfo written() {
    return written;
  }

  /** Why the snapshot was given up. */
  @Nullable Exception failure() {
    return failure;
  }

  /** Gives the snapshot up; what is written of it is removed. */
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

  private Path temporary() {
    return folder.resolve(SnapshotFolder.TEMPORARY);
  }

  private void begin() throws IOException {
    file =
        FileChannel.open(
            temporary(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  private FileChannel file() {
    FileChannel open = file;
    if (open == null) {
      throw new IllegalStateException("the snapshot file is not open");
    }
    return open;
  }

  private void write(ByteBuffer chunk) throws IOException {
    digest.update(chunk.duplicate());
    unsynced += chunk.remaining();
    while (chunk.hasRemaining()) {
      file().write(chunk);
    }
    if (unsynced >= SYNC_BYTES) {
      file().force(false);
      unsynced = 0;
    }
  }

  private void finish() throws IOException {
    file().force(true);
    file().close();
    Path named = folder.resolve(SnapshotFolder.name(at));
    Durably.move(temporary(), named);
    MD5Hash checksum = MD5Hash.newInstance(digest.digest());
    MD5FileUtil.saveMD5File(named.toFile(), checksum);
    Durably.sync(folder);
    written = SnapshotFolder.info(named, at, checksum);
  }

  private void discard() {
    if (written != null) {
      return;
    }
    try {
      if (file != null) {
        file.close();
      }
      Files.deleteIfExists(temporary());
    } catch (IOException e) {
      RatisLog.log.warn("could not remove {}", temporary(), e);
    }
  }
}
