package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of one snapshot go. Called by one thread: {@link #begin}, then {@link #write} as
 * often as need be, then {@link #finish}; and at any point {@link #discard} in place of the rest.
 */
public interface SnapshotSink {

  /** Makes room for the bytes, where they are not taken for a snapshot yet. */
  void begin() throws IOException;

  /**
   * Adds bytes. Syncs them in steps, so that a sync of the log never queues behind gigabytes.
   *
   * @param chunk from position to limit; handed over
   */
  void write(ByteBuffer chunk) throws IOException;

  /** Makes a snapshot of what was written; it is durable, name and all, when this returns. */
  void finish() throws IOException;

  /** Removes what was written; what goes wrong with that is logged. */
  void discard();
}
