package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The name of an entry of a directory as a client sends it (component4; RFC 8881, 14). */
final class FileName {

  /** How many bytes of UTF-8 a name has at most. */
  static final int BYTES_MAX = 255;

  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads one, whatever it is: what is wrong with it is told when the operation runs. */
  static FileName read(XdrReader from) throws XdrException {
    return new FileName(from.readOpaque(from.remaining()));
  }

  /**
   * The name as text.
   *
   * @throws NfsException INVAL if it is empty or not UTF-8 (14.5), NAMETOOLONG, BADCHAR for a slash
   *     or a zero (14.6), BADNAME for the names that mean other directories
   */
  String text() throws NfsException {
    if (bytes.length == 0) {
      throw new NfsException(Status.INVAL);
    }
    if (bytes.length > BYTES_MAX) {
      throw new NfsException(Status.NAMETOOLONG);
    }
    String text = utf8(bytes);
    if (text.indexOf('/') >= 0 || text.indexOf('\0') >= 0) {
      throw new NfsException(Status.BADCHAR);
    }
    if (text.equals(".") || text.equals("..")) {
      throw new NfsException(Status.BADNAME);
    }
    return text;
  }

  /** Text of bytes that a client says are UTF-8; INVAL if they are not. */
  static String utf8(byte[] bytes) throws NfsException {
    // What is malformed becomes U+FFFD. That may have been sent, too; only then a slower look
    // tells.
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : strictly(bytes);
  }

  private static String strictly(byte[] bytes) throws NfsException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NfsException(Status.INVAL);
    }
  }
}
