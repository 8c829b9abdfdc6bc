package io.sojourn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A snapshot file: the common header with the index, the content as the machine gave it, and a
 * trailer with the length of the content, its CRC32C, and a checksum of the trailer itself.
 */
final class SnapshotFile {

  static final String SUFFIX = ".snap";
  static final int TRAILER_BYTES = 24;

  private static final int READ_BYTES = 256 << 10;
  private static final int TRAILER_CRC_OFFSET = TRAILER_BYTES - 4;
  private static final long TRAILER_MAGIC = 0x534a524e454e440aL; // "SJRNEND\n"

  private SnapshotFile() {}

  static ByteBuffer header(long index) {
    return new FileHeader(FileHeader.SNAPSHOT_MAGIC, FileHeader.VERSION, index, 0, 0).encode();
  }

  static ByteBuffer trailer(long length, CRC32C content) {
    ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES);
    bytes.putLong(TRAILER_MAGIC).putLong(length).putInt((int) content.getValue());
    bytes.putInt(trailerCrc(bytes));
    return bytes.flip();
  }

  private static int trailerCrc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, TRAILER_CRC_OFFSET));
    return (int) crc.getValue();
  }

  /** Reads the whole file once and says whether every byte of it is as it was written. */
  static void check(Disk disk, String name) throws IOException {
    String path = disk.path(name);
    try (DiskFile file = disk.open(name)) {
      ByteBuffer start = ByteBuffer.allocate(FileHeader.BYTES);
      file.read(0, start);
      FileHeader header = FileHeader.decode(start.flip(), FileHeader.SNAPSHOT_MAGIC, path);
      if (header.first() != SegmentFile.indexOf(name)) {
        throw damaged(path, 0, "the file was made for index " + header.first());
      }
      long trailerOffset = file.size() - TRAILER_BYTES;
      long length = trailerOffset - FileHeader.BYTES;
      if (length < 0) {
        throw damaged(path, file.size(), "the file is too short to have a trailer");
      }
      ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
      file.read(trailerOffset, trailer);
      trailer.flip();
      if (trailer.getLong(0) != TRAILER_MAGIC
          || trailer.getInt(TRAILER_CRC_OFFSET) != trailerCrc(trailer)
          || trailer.getLong(8) != length) {
        throw damaged(path, trailerOffset, "the trailer is damaged or missing");
      }
      if (trailer.getInt(16) != contentCrc(file, length)) {
        throw damaged(path, FileHeader.BYTES, "the checksum of the content does not match");
      }
    }
  }

  private static LogException.Damaged damaged(String path, long offset, String what) {
    return new LogException.Damaged(path, offset, what, Recovery.RESTORE);
  }

  private static int contentCrc(DiskFile file, long length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(READ_BYTES, Math.max(1, length)));
    for (long at = 0; at < length; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      file.read(FileHeader.BYTES + at, buffer);
      crc.update(buffer.flip());
    }
    return (int) crc.getValue();
  }

  /** The content of a file that was checked before. */
  static InputStream content(Disk disk, String name) throws IOException {
    DiskFile file = disk.open(name);
    return new Content(file, file.size() - TRAILER_BYTES);
  }

  private static final class Content extends InputStream {
    private final DiskFile file;
    private final long end;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
    private long next = FileHeader.BYTES;

    Content(DiskFile file, long end) {
      this.file = file;
      this.end = end;
    }

    private boolean fill() throws IOException {
      if (!buffer.hasRemaining() && next < end) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - next));
        file.read(next, buffer);
        buffer.flip();
        next += buffer.limit();
      }
      return buffer.hasRemaining();
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(to, offset, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
