package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Writes WebSocket frames as a server sends them: whole, unmasked. Many can be put behind one
 * another into one buffer that is then sent to many viewers.
 */
final class ServerFrames {

  private static final int FINAL = 0x80;
  private static final int TEXT = FINAL | 0x1;
  private static final int BINARY = FINAL | 0x2;
  private static final int CLOSE = FINAL | 0x8;
  private static final int PING = FINAL | 0x9;
  private static final int PONG = FINAL | 0xa;

  /** The longest head of a frame, in bytes. */
  static final int HEAD_MAX = 10;

  private ServerFrames() {}

  static void binaryHead(ByteBuf out, int length) {
    head(out, BINARY, length);
  }

  /** Puts a binary frame holding all readable bytes of {@code payload}, whose index stays. */
  static void binary(ByteBuf out, ByteBuf payload) {
    head(out, BINARY, payload.readableBytes());
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }

  /** Puts a text frame holding all readable bytes of {@code utf8}, whose index stays. */
  static void text(ByteBuf out, ByteBuf utf8) {
    head(out, TEXT, utf8.readableBytes());
    out.writeBytes(utf8, utf8.readerIndex(), utf8.readableBytes());
  }

  static void text(ByteBuf out, byte[] utf8) {
    head(out, TEXT, utf8.length);
    out.writeBytes(utf8);
  }

  static ByteBuf text(ByteBufAllocator allocator, byte[] utf8) {
    ByteBuf out = allocator.buffer(HEAD_MAX + utf8.length);
    text(out, utf8);
    return out;
  }

  static ByteBuf ping(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(2);
    head(out, PING, 0);
    return out;
  }

  static ByteBuf pong(ByteBufAllocator allocator, ByteBuf payload) {
    ByteBuf out = allocator.buffer(2 + payload.readableBytes());
    head(out, PONG, payload.readableBytes());
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    return out;
  }

  static ByteBuf close(ByteBufAllocator allocator, int status, String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = allocator.buffer(4 + utf8.length);
    head(out, CLOSE, 2 + utf8.length);
    out.writeShort(status);
    out.writeBytes(utf8);
    return out;
  }

  /** A close frame that says nothing, as an answer to one that said nothing. */
  static ByteBuf emptyClose(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(2);
    head(out, CLOSE, 0);
    return out;
  }

  private static void head(ByteBuf out, int firstByte, int length) {
    if (length < 126) {
      out.writeShort((firstByte << 8) | length);
    } else if (length <= 0xffff) {
      out.writeInt((((firstByte << 8) | 126) << 16) | length);
    } else {
      out.writeShort((firstByte << 8) | 127);
      out.writeLong(length);
    }
  }
}
