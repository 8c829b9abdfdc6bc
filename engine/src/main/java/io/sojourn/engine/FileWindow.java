package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a file forward through one reused buffer of bounded size. */
final class FileWindow {

  private static final int READ_BYTES = 1 << 20;

  private final DiskFile file;
  private final long size;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long start;

  FileWindow(DiskFile file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  long size() {
    return size;
  }

  /**
   * The bytes from an offset on, valid until the next call.
   *
   * @param length at most what the file has from there
   */
  ByteBuffer at(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new IllegalArgumentException(offset + "+" + length + " is outside of " + size);
    }
    if (offset < start || offset + length > start + buffer.limit()) {
      fill(offset, length);
    }
    return buffer.slice((int) (offset - start), length);
  }

  private void fill(long offset, int length) throws IOException {
    int wanted = (int) Math.min(Math.max(length, READ_BYTES), size - offset);
    if (buffer.capacity() < wanted) {
      buffer = ByteBuffer.allocateDirect(wanted);
    }
    buffer.clear().limit(wanted);
    file.read(offset, buffer);
    if (buffer.hasRemaining()) {
      throw new IOException("file became shorter while it was read");
    }
    buffer.flip();
    start = offset;
  }
}
