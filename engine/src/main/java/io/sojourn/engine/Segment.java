package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The last segment of a log, open for appending. An append writes one record with a single write,
 * syncs it, and then writes a mark behind it, which the next record overwrites. The mark is not
 * synced by itself: it survives the end of the process at once, and a power cut as soon as anything
 * else is synced or the system writes it back.
 */
final class Segment implements AutoCloseable {

  private static final int BUFFER_BYTES_MIN = 64 << 10;

  private final SegmentFile file;
  private final DiskFile disk;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer mark = ByteBuffer.allocateDirect(RecordHeader.BYTES);
  private ByteBuffer buffer;
  private long tail;

  /**
   * Opens a segment behind its last record.
   *
   * @param buffer a direct buffer to write through, reused from segment to segment
   */
  Segment(SegmentFile file, DiskFile disk, long tail, ByteBuffer buffer) {
    this.file = file;
    this.disk = disk;
    this.tail = tail;
    this.buffer = buffer;
  }

  SegmentFile file() {
    return file;
  }

  /** The buffer to hand to the next segment. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** How much of the room for records is used, from 0 to 1. */
  double fill() {
    return (double) (tail - SegmentFile.RECORDS_OFFSET)
        / (file.capacity() - SegmentFile.RECORDS_OFFSET);
  }

  /** The size of a segment that can hold an entry of a length. */
  static long capacityFor(int length) {
    return SegmentFile.RECORDS_OFFSET + RecordHeader.span(length) + RecordHeader.BYTES;
  }

  /** Whether an entry fits and leaves room for the seal. */
  boolean fits(int length) {
    return tail + RecordHeader.span(length) + RecordHeader.BYTES <= file.capacity();
  }

  /**
   * Writes and syncs one entry. Any exception leaves the outcome unknown and the segment unusable.
   */
  void append(long index, ByteBuffer entry) throws IOException {
    int length = entry.remaining();
    int span = (int) RecordHeader.span(length);
    if (buffer.capacity() < span) {
      buffer = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES_MIN, span + span / 2));
    }
    crc.reset();
    crc.update(entry.duplicate());
    buffer.clear();
    new RecordHeader(RecordHeader.ENTRY, length, index, (int) crc.getValue())
        .encode(buffer, file.salt(), tail);
    buffer.put(entry.duplicate());
    while (buffer.position() < span) {
      buffer.put((byte) 0);
    }
    disk.write(tail, buffer.flip());
    disk.sync();
    tail += span;
    close(RecordHeader.MARK, index);
  }

  /** Says durably that the segment ends with an index and that there is a next one. */
  void seal(long lastIndex) throws IOException {
    close(RecordHeader.SEAL, lastIndex);
    disk.sync();
  }

  private void close(int kind, long index) throws IOException {
    mark.clear();
    new RecordHeader(kind, 0, index, 0).encode(mark, file.salt(), tail);
    disk.write(tail, mark.flip());
  }

  /** Makes the mark behind the last record durable. */
  void sync() throws IOException {
    disk.sync();
  }

  /**
   * Makes the end of a segment, found after a restart, as durable as it looks. A record without a
   * mark may have been read from a cache that the disk never got, since a failed sync can leave it
   * there: it is written again before anyone relies on it. What is left of a torn record is
   * overwritten with zeros.
   */
  void settle(SegmentScan.End end, SegmentScan.Rest rest) throws IOException {
    boolean marked = end.closing() == RecordHeader.MARK;
    if (!marked) {
      ByteBuffer last = ByteBuffer.allocateDirect((int) (end.offset() - end.lastOffset()));
      disk.read(end.lastOffset(), last);
      disk.write(end.lastOffset(), last.flip());
    }
    if (rest.dirty()) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER_BYTES_MIN);
      for (long at = rest.start(); at < rest.dirtyEnd(); at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), rest.dirtyEnd() - at));
        disk.write(at, zeros);
      }
    }
    disk.sync();
    if (!marked) {
      close(RecordHeader.MARK, end.lastIndex());
      disk.sync();
    }
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
