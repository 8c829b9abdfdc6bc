package io.sojourn.engine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of every file of a file log: magic, format version, three numbers
 * whose meaning the magic decides, and a CRC32C over all of it. This layout is the same in every
 * version, so that an old program can tell a newer file from a damaged one.
 */
record FileHeader(long magic, int version, long first, long second, long third) {

  static final int BYTES = 64;
  static final long SEGMENT_MAGIC = 0x534a524e4c4f470aL; // "SJRNLOG\n"
  static final long SNAPSHOT_MAGIC = 0x534a524e534e500aL; // "SJRNSNP\n"

  /** The newest format of segments and of snapshots that this program writes and reads. */
  static final int VERSION = 1;

  private static final int CRC_OFFSET = BYTES - 4;

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(magic).putInt(version).putInt(0).putLong(first).putLong(second).putLong(third);
    bytes.putInt(CRC_OFFSET, crc(bytes));
    return bytes.clear();
  }

  /** Checks and decodes the start of a file. */
  static FileHeader decode(ByteBuffer bytes, long magic, String path) throws LogException {
    if (bytes.remaining() < BYTES) {
      throw damaged(path, "the file is too short to have a header");
    }
    if (bytes.getInt(CRC_OFFSET) != crc(bytes)) {
      throw damaged(path, "the checksum of the file header does not match");
    }
    if (bytes.getLong(0) != magic) {
      throw damaged(path, "the file is not of the kind that its name says");
    }
    int version = bytes.getInt(8);
    if (version > VERSION) {
      throw new LogException.NewerFormat(path, version, VERSION);
    }
    return new FileHeader(magic, version, bytes.getLong(16), bytes.getLong(24), bytes.getLong(32));
  }

  private static LogException.Damaged damaged(String path, String what) {
    return new LogException.Damaged(path, 0, what, Recovery.RESTORE);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CRC_OFFSET));
    return (int) crc.getValue();
  }
}
