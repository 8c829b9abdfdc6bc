package io.sojourn.bench;

import java.nio.ByteBuffer;

/** The client's half of RFC 6455's framing, section 5.2: heads, and the mask of what it sends. */
final class WebSocketWire {

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** One key for every frame: the server has to unmask all the same, and no time goes into it. */
  private static final byte[] KEY = {0x5a, 0x3c, (byte) 0x99, (byte) 0xe1};

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private WebSocketWire() {}

  /** How long a masked head in front of a payload of that length is. */
  static int headLength(int payload) {
    return KEY.length + (payload < LENGTH_16 ? 2 : payload <= 0xffff ? 4 : 10);
  }

  /** Appends a whole masked frame. */
  static void putFrame(ByteBuffer out, int opcode, byte[] payload) {
    out.put((byte) (FINAL | opcode));
    if (payload.length < LENGTH_16) {
      out.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xffff) {
      out.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
    } else {
      out.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
    }
    out.put(KEY);
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (payload[i] ^ KEY[i & 3]));
    }
  }

  /** What eight bytes at that offset of a payload are masked with. */
  static long mask(int offset) {
    long mask = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      mask = (mask << 8) | (KEY[(offset + i) & 3] & 0xff);
    }
    return mask;
  }
}
