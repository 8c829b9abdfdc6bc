package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot under way. The thread that writes the log pulls chunks out of the machine, a few at a
 * time; the background thread gives them to the sink. At most {@value #CHUNKS_WAITING_MAX} chunks
 * wait between the two.
 */
public final class SnapshotCapture {

  private static final int CHUNKS_WAITING_MAX = 16;
  private static final int CHUNKS_PER_SLICE = 2;

  private final long index;
  private final SnapshotSource source;
  private final SnapshotSink sink;
  private final Executor background;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean exhausted;
  private volatile boolean abandoned;
  private volatile boolean written;
  private volatile @Nullable Exception failure;

  /**
   * Begins one.
   *
   * @param index the last entry that it contains
   * @param background runs one task after the other, in their order
   */
  public SnapshotCapture(
      long index, SnapshotSource source, SnapshotSink sink, Executor background) {
    this.index = index;
    this.source = source;
    this.sink = sink;
    this.background = background;
    background.execute(() -> step(sink::begin));
  }

  /** The last entry that it contains. */
  public long index() {
    return index;
  }

  /** Pulls a few chunks if there is room for them. */
  public void pull() {
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
              step(() -> sink.write(chunk));
              waiting.decrementAndGet();
            });
      }
    }
  }

  /** Whether the snapshot is durable, or never will be. */
  public boolean isOver() {
    return written || failure != null;
  }

  /** Why the snapshot was given up, once it is over; null when it is written. */
  public @Nullable Exception failure() {
    return failure;
  }

  /** Gives the snapshot up; the background thread has what is written of it removed. */
  public void abandon() {
    abandoned = true;
    source.close();
    background.execute(this::discard);
  }

  /** Ends the capture of the machine after a failure. */
  public void release() {
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

  private void finish() throws IOException {
    sink.finish();
    written = true;
  }

  private void discard() {
    if (!written) {
      sink.discard();
    }
  }
}
