package io.sojourn.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of one terminal on the wire: one byte with the length of the terminal's id, the id in
 * UTF-8, then the bytes.
 *
 * @param terminal the id, 1 to 255 bytes in UTF-8
 * @param bytes what the terminal printed, or what was typed into it
 */
record TerminalFrame(String terminal, ByteBuffer bytes) {
  static final int ID_BYTES_MAX = 255;

  /** The frame in its wire form, ready to be read. */
  static ByteBuffer encode(String terminal, byte[] bytes, int offset, int length) {
    byte[] id = terminal.getBytes(StandardCharsets.UTF_8);
    if (id.length == 0 || id.length > ID_BYTES_MAX) {
      throw new IllegalArgumentException("a terminal id has 1 to 255 bytes, not " + id.length);
    }
    return ByteBuffer.allocate(1 + id.length + length)
        .put((byte) id.length)
        .put(id)
        .put(bytes, offset, length)
        .flip();
  }

  /**
   * Reads a frame; the bytes stay in the given buffer.
   *
   * @throws IllegalArgumentException when the buffer is shorter than its own header says
   */
  static TerminalFrame decode(ByteBuffer wire) {
    ByteBuffer rest = wire.slice();
    int idBytes = rest.hasRemaining() ? Byte.toUnsignedInt(rest.get()) : 0;
    if (idBytes == 0 || idBytes > rest.remaining()) {
      throw new IllegalArgumentException(
          "a frame of " + wire.remaining() + " bytes has no terminal id");
    }
    byte[] id = new byte[idBytes];
    rest.get(id);
    return new TerminalFrame(new String(id, StandardCharsets.UTF_8), rest.slice());
  }
}
