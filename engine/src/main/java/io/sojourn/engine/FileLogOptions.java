package io.sojourn.engine;

/**
 * The bounds of a {@link FileLog}.
 *
 * @param entryBytesMax a larger entry is refused
 * @param firstSegmentBytes size of the first segment file; each next one is four times larger, up
 *     to segmentBytes, so that a small log stays small on disk
 * @param segmentBytes size of a segment file; a single larger entry gets a file of its own size
 * @param snapshotAfterBytes a snapshot begins by itself after so many payload bytes; 0 = only on
 *     request
 */
public record FileLogOptions(
    int entryBytesMax, long firstSegmentBytes, long segmentBytes, long snapshotAfterBytes) {

  private static final int SEGMENT_BYTES_MIN = 8192;
  private static final int ENTRY_BYTES_LIMIT = 256 << 20;

  public FileLogOptions {
    if (entryBytesMax < 1 || entryBytesMax > ENTRY_BYTES_LIMIT) {
      throw new IllegalArgumentException("entryBytesMax must be 1 to " + ENTRY_BYTES_LIMIT);
    }
    if (firstSegmentBytes < SEGMENT_BYTES_MIN || segmentBytes < firstSegmentBytes) {
      throw new IllegalArgumentException(
          "need " + SEGMENT_BYTES_MIN + " <= firstSegmentBytes <= segmentBytes");
    }
    if (snapshotAfterBytes < 0) {
      throw new IllegalArgumentException("snapshotAfterBytes must not be negative");
    }
  }

  /** Entries up to 16 MiB, segments of 1 MiB growing to 64 MiB, a snapshot every 64 MiB. */
  public static FileLogOptions defaults() {
    return new FileLogOptions(16 << 20, 1 << 20, 64 << 20, 64 << 20);
  }

  public FileLogOptions withEntryBytesMax(int bytes) {
    return new FileLogOptions(bytes, firstSegmentBytes, segmentBytes, snapshotAfterBytes);
  }

  public FileLogOptions withSegmentBytes(long first, long full) {
    return new FileLogOptions(entryBytesMax, first, full, snapshotAfterBytes);
  }

  public FileLogOptions withSnapshotAfterBytes(long bytes) {
    return new FileLogOptions(entryBytesMax, firstSegmentBytes, segmentBytes, bytes);
  }
}
