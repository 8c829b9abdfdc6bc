package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A segment file as its name and header describe it.
 *
 * @param firstIndex the index of its first entry, also in the name
 * @param capacity its size in bytes, from the day it was made: any other size is damage
 * @param salt a secret random number that the checksums of its records cover
 */
record SegmentFile(String name, long firstIndex, long capacity, long salt) {

  /** Records begin here; the block of the header is never written again. */
  static final int RECORDS_OFFSET = 4096;

  static final String SUFFIX = ".log";

  static SegmentFile of(long firstIndex, long capacity, long salt) {
    return new SegmentFile(name(firstIndex, SUFFIX), firstIndex, capacity, salt);
  }

  /** Twenty digits, so that names sort as the indexes do. */
  static String name(long index, String suffix) {
    return String.format(Locale.ROOT, "%020d", index) + suffix;
  }

  static boolean isName(String name, String suffix) {
    return name.length() == 20 + suffix.length()
        && name.endsWith(suffix)
        && name.chars().limit(20).allMatch(c -> c >= '0' && c <= '9');
  }

  static long indexOf(String name) {
    return Long.parseLong(name, 0, 20, 10);
  }

  ByteBuffer header() {
    return new FileHeader(FileHeader.SEGMENT_MAGIC, FileHeader.VERSION, firstIndex, capacity, salt)
        .encode();
  }

  /** Reads and checks the header of a segment. */
  static SegmentFile read(Disk disk, String name) throws IOException {
    String path = disk.path(name);
    try (DiskFile file = disk.open(name)) {
      ByteBuffer start = ByteBuffer.allocate(FileHeader.BYTES);
      file.read(0, start);
      FileHeader header = FileHeader.decode(start.flip(), FileHeader.SEGMENT_MAGIC, path);
      if (header.first() != indexOf(name)) {
        throw new LogException.Damaged(
            path,
            0,
            "the file was made for first index " + header.first() + " and has been renamed",
            Recovery.RESTORE);
      }
      if (header.second() != file.size()) {
        throw new LogException.Damaged(
            path,
            Math.min(file.size(), header.second()),
            "the file was made " + header.second() + " bytes long and has " + file.size(),
            Recovery.RESTORE);
      }
      return new SegmentFile(name, header.first(), header.second(), header.third());
    }
  }
}
