package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one segment in order, and then looks at what lies behind the last good one.
 */
final class SegmentScan {

  /** Told of each good entry; the payload is read-only and valid during the call. */
  interface Visitor {
    void entry(long index, ByteBuffer payload) throws IOException;
  }

  /**
   * Where the good records end.
   *
   * @param offset behind the last good entry
   * @param lastIndex the index of the last good entry, or the one before the segment
   * @param lastOffset where the last good entry begins; {@link #offset} when there is none
   * @param closing the kind of the good mark or seal found at the offset; 0 for none
   */
  record End(long offset, long lastIndex, long lastOffset, int closing) {}

  /**
   * What lies behind the end.
   *
   * @param recordOffset a good record, which proves that everything before it was durable once; -1
   *     when there is none
   * @param start where the search began
   * @param dirtyEnd behind the last byte that is not zero; start when all are
   */
  record Rest(long recordOffset, long start, long dirtyEnd) {
    boolean dirty() {
      return dirtyEnd > start;
    }
  }

  private static final int WORD = 8;
  private static final int SEARCH_BYTES = 1 << 16;

  private final SegmentFile segment;
  private final FileWindow window;
  private final String path;

  SegmentScan(SegmentFile segment, DiskFile file, String path) throws IOException {
    this.segment = segment;
    this.window = new FileWindow(file);
    this.path = path;
  }

  End records(Visitor visitor) throws IOException {
    long offset = SegmentFile.RECORDS_OFFSET;
    long lastOffset = offset;
    long index = segment.firstIndex();
    while (true) {
      RecordHeader header = headerAt(offset);
      if (header == null) {
        return new End(offset, index - 1, lastOffset, 0);
      }
      boolean entry = header.kind() == RecordHeader.ENTRY;
      if (header.index() != (entry ? index : index - 1)) {
        throw new LogException.Damaged(
            path,
            offset,
            "a record with index " + header.index() + " stands behind index " + (index - 1),
            Recovery.RESTORE);
      }
      if (!entry) {
        return new End(offset, index - 1, lastOffset, header.kind());
      }
      ByteBuffer payload = payload(header, offset);
      if (payload == null) {
        return new End(offset, index - 1, lastOffset, 0);
      }
      visitor.entry(index, payload);
      lastOffset = offset;
      offset += RecordHeader.span(header.length());
      index++;
    }
  }

  private @Nullable RecordHeader headerAt(long offset) throws IOException {
    if (offset + RecordHeader.BYTES > window.size()) {
      return null;
    }
    return RecordHeader.decode(window.at(offset, RecordHeader.BYTES), segment.salt(), offset);
  }

  private @Nullable ByteBuffer payload(RecordHeader header, long offset) throws IOException {
    if (header.length() < 0 || offset + RecordHeader.span(header.length()) > window.size()) {
      return null;
    }
    ByteBuffer payload = window.at(offset + RecordHeader.BYTES, header.length());
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return (int) crc.getValue() == header.payloadCrc() ? payload.asReadOnlyBuffer() : null;
  }

  /** Searches what lies behind the end, and behind the mark if there is one there. */
  Rest rest(End end) throws IOException {
    long from = end.offset() + (end.closing() == 0 ? 0 : RecordHeader.BYTES);
    long dirtyEnd = from;
    for (long start = from; start < window.size(); start += SEARCH_BYTES) {
      int length = (int) Math.min(SEARCH_BYTES, window.size() - start);
      ByteBuffer bytes = window.at(start, length);
      for (int i = 0; i < length; i += WORD) {
        boolean whole = i + WORD <= length;
        if (whole && bytes.getLong(i) == 0) {
          continue;
        }
        dirtyEnd = start + Math.min(length, i + WORD);
        // The bad record itself may have a good header.
        if (whole && RecordHeader.isKind(bytes.getInt(i)) && start + i > end.offset()) {
          if (headerAt(start + i) != null) {
            return new Rest(start + i, from, dirtyEnd);
          }
          bytes = window.at(start, length); // that look may have moved the window
        }
      }
    }
    return new Rest(-1, from, dirtyEnd);
  }
}
