package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Used by one thread at a time. */
interface DiskFile extends AutoCloseable {

  long size() throws IOException;

  /** Writes all remaining bytes at an offset, growing the file if need be. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Reads until the buffer is full or the file ends. */
  void read(long offset, ByteBuffer bytes) throws IOException;

  /** Makes all bytes written so far durable, and the size of the file. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
