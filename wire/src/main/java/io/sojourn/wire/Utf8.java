package io.sojourn.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strict UTF-8: text that is not well formed is refused in both directions, never replaced, because
 * a node that replays the log would otherwise see another text than the one that wrote it.
 */
final class Utf8 {

  private Utf8() {}

  /**
   * How many bytes a text takes.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  static int length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      if (c < 0x800) {
        bytes += 1;
      } else if (!Character.isSurrogate(c)) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 2; // four bytes for two chars
        i++;
      } else {
        throw new IllegalArgumentException("a text with half of a surrogate pair at " + i);
      }
    }
    return bytes;
  }

  /** Writes a text that {@link #length} accepted, and returns the position after it. */
  static int write(String text, byte[] to, int at) {
    int next = at;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(rest, 0, to, next, rest.length);
        return next + rest.length;
      }
      to[next++] = (byte) c;
    }
    return next;
  }

  /** Reads a text, or throws if the bytes are not UTF-8. */
  static String read(byte[] from, int at, int length) throws CharacterCodingException {
    for (int i = at; i < at + length; i++) {
      if (from[i] < 0) {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(from, at, length))
            .toString();
      }
    }
    return new String(from, at, length, StandardCharsets.US_ASCII);
  }
}
