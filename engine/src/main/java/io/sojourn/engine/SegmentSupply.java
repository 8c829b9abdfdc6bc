package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes the file of the next segment ahead of time: full of zeros and synced, so that a later
 * append changes no metadata and its sync is a plain write. Used by the writer thread; the zeros
 * are written by the background thread, or by the writer itself when the background has not got
 * round to it.
 */
final class SegmentSupply implements AutoCloseable {

  static final String NAME = "next.tmp";

  private static final int ZEROS = 256 << 10;
  private static final long SYNC_BYTES = 4 << 20;

  private static final class Order {
    final long capacity;
    final AtomicBoolean claimed = new AtomicBoolean();
    final CompletableFuture<DiskFile> file = new CompletableFuture<>();

    Order(long capacity) {
      this.capacity = capacity;
    }
  }

  private final Disk disk;
  private final Executor background;
  private @Nullable Order order;

  SegmentSupply(Disk disk, Executor background) {
    this.disk = disk;
    this.background = background;
  }

  /** Begins to make a file of a size in the background, unless one is made or ready. */
  void prepare(long capacity) {
    if (order == null) {
      Order next = new Order(capacity);
      order = next;
      background.execute(() -> make(next));
    }
  }

  private void make(Order next) {
    if (next.claimed.compareAndSet(false, true)) {
      try {
        next.file.complete(zeros(next.capacity));
      } catch (IOException | RuntimeException e) {
        next.file.completeExceptionally(e);
      }
    }
  }

  /** A result of taking: an open file named {@link #NAME} and its size. */
  record Supplied(DiskFile file, long capacity) {}

  /**
   * Gives the file prepared, waiting for it if it is half made; makes one here if there is none, if
   * its making failed, or if it is smaller than the least that will do.
   */
  Supplied take(long least, long capacity) throws IOException {
    Order next = order;
    order = null;
    if (next != null && !next.claimed.compareAndSet(false, true)) {
      try {
        DiskFile file = next.file.join();
        if (next.capacity >= least) {
          return new Supplied(file, next.capacity);
        }
        file.close();
      } catch (CompletionException e) {
        // Perhaps the disk was full for a while: the attempt below decides.
      }
    }
    long size = Math.max(least, capacity);
    return new Supplied(zeros(size), size);
  }

  private DiskFile zeros(long capacity) throws IOException {
    DiskFile file = disk.create(NAME);
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
      for (long at = 0; at < capacity; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(ZEROS, capacity - at));
        file.write(at, zeros);
        // In steps, so that a sync of the log meanwhile does not queue behind all of it.
        if ((at + zeros.limit()) % SYNC_BYTES == 0) {
          file.sync();
        }
      }
      file.sync();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      disk.delete(NAME); // on a full disk others may need the space
      throw e;
    }
  }

  /** Removes a file that was made and not taken. The background has stopped by now. */
  @Override
  public void close() throws IOException {
    Order unused = order;
    order = null;
    if (unused != null && unused.file.isDone() && !unused.file.isCompletedExceptionally()) {
      unused.file.join().close();
      disk.delete(NAME);
    }
  }
}
