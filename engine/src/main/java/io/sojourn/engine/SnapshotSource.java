package io.sojourn.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A consistent capture of the machine's state, pulled in chunks by the writer thread. */
public interface SnapshotSource extends AutoCloseable {

  /**
   * The next chunk, of about 64 KiB at most, or null at the end. The buffer belongs to the caller
   * from now on and is read by another thread: the source must not touch it again.
   */
  @Nullable ByteBuffer next();

  /** Ends the capture, complete or not, and lets the machine forget what it held back for it. */
  @Override
  void close();
}
