package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.session.SessionId;
import java.nio.ByteBuffer;

/**
 * What a filehandle says (nfs_fh4; RFC 8881, 4.2). Persistent: it names the same file for ever, or
 * nothing any more.
 *
 * <p>As bytes: a version, the kind, two zeros, and twice eight bytes.
 */
sealed interface FileHandle {

  /** How many bytes each has. */
  int BYTES = 20;

  /** How many bytes the protocol allows. */
  int PROTOCOL_BYTES_MAX = 128;

  /**
   * A file of the tree.
   *
   * @param fileId never used again
   * @param generation when the file was made: it tells the files of a tree that was thrown away
   *     from those of the next
   */
  record Stored(long fileId, long generation) implements FileHandle {}

  /** The directory of the kernel's sessions. */
  record Sessions() implements FileHandle {}

  /**
   * The file that shows one of the kernel's sessions.
   *
   * @param id of the session
   */
  record Session(SessionId id) implements FileHandle {}

  /** The bytes of it. */
  default byte[] toBytes() {
    return switch (this) {
      case Stored stored -> encode(1, stored.fileId, stored.generation);
      case Sessions sessions -> encode(2, 0, 0);
      case Session session -> encode(3, session.id.high(), session.id.low());
    };
  }

  private static byte[] encode(int kind, long first, long second) {
    return ByteBuffer.allocate(BYTES)
        .put((byte) 1)
        .put((byte) kind)
        .putShort((short) 0)
        .putLong(first)
        .putLong(second)
        .array();
  }

  /** Reads one that a client sends: anything that this server never gave out is refused. */
  static FileHandle parse(byte[] bytes) throws NfsException {
    if (bytes.length != BYTES || bytes[0] != 1 || bytes[2] != 0 || bytes[3] != 0) {
      throw new NfsException(Status.BADHANDLE);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 4, BYTES - 4);
    long first = buffer.getLong();
    long second = buffer.getLong();
    return switch (bytes[1]) {
      case 1 -> new Stored(first, second);
      case 2 -> {
        if (first != 0 || second != 0) {
          throw new NfsException(Status.BADHANDLE);
        }
        yield new Sessions();
      }
      case 3 -> new Session(new SessionId(first, second));
      default -> throw new NfsException(Status.BADHANDLE);
    };
  }
}
