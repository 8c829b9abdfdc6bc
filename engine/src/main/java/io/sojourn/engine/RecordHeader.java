package io.sojourn.engine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The {@value #BYTES} bytes before each payload in a segment: kind, length, index, CRC32C of the
 * payload, CRC32C of the header. The latter also covers the salt of the segment and the offset of
 * the record, which are not stored here: no payload that a client makes up can pass for a record,
 * nor can a record that the disk wrote to the wrong place.
 */
record RecordHeader(int kind, int length, long index, int payloadCrc) {

  static final int BYTES = 24;

  /** A record with an entry as its payload. */
  static final int ENTRY = 0x454e5452; // "ENTR"

  /** No payload: all entries up to the index are durable. Overwritten by the next entry. */
  static final int MARK = 0x4d41524b; // "MARK"

  /** No payload: the index is the last of this segment, and the next segment exists. */
  static final int SEAL = 0x5345414c; // "SEAL"

  private static final int CRC_OFFSET = BYTES - 4;
  private static final int ALIGNMENT = 8;

  /**
   * The bytes that a record takes in a segment: header, payload, and zeros up to a multiple of 8.
   */
  static long span(long length) {
    return BYTES + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  static boolean isKind(int kind) {
    return kind == ENTRY || kind == MARK || kind == SEAL;
  }

  /** Writes the header at the position of the buffer, which moves behind it. */
  void encode(ByteBuffer to, long salt, long offset) {
    int start = to.position();
    to.putInt(kind).putInt(length).putLong(index).putInt(payloadCrc);
    to.putInt(crc(to, start, salt, offset));
  }

  /**
   * Reads a header at the position of the buffer, which stays.
   *
   * @return null when there is none that was written for this place
   */
  static @Nullable RecordHeader decode(ByteBuffer from, long salt, long offset) {
    int start = from.position();
    if (from.remaining() < BYTES || !isKind(from.getInt(start))) {
      return null;
    }
    if (from.getInt(start + CRC_OFFSET) != crc(from, start, salt, offset)) {
      return null;
    }
    return new RecordHeader(
        from.getInt(start),
        from.getInt(start + 4),
        from.getLong(start + 8),
        from.getInt(start + 16));
  }

  private static int crc(ByteBuffer buffer, int start, long salt, long offset) {
    CRC32C crc = new CRC32C();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      crc.update((int) (salt >>> shift) & 0xff);
    }
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      crc.update((int) (offset >>> shift) & 0xff);
    }
    crc.update(buffer.slice(start, CRC_OFFSET));
    return (int) crc.getValue();
  }
}
