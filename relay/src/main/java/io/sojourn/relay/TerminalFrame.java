package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The form of a binary message: one byte of length, so many bytes of terminal id in UTF-8, then
 * terminal bytes. The bytes are never looked into.
 */
final class TerminalFrame {

  /** The longest terminal id: what one byte can count. */
  static final int ID_BYTES_MAX = 255;

  /** What is wrong with a binary message. */
  enum Fault {
    /** No length byte. */
    EMPTY("empty terminal frame"),
    /** A length of zero. */
    NO_ID("terminal frame without a terminal id"),
    /** Shorter than its id. */
    TRUNCATED("truncated terminal frame"),
    /** The id is not text. */
    ID_NOT_UTF8("terminal id is not UTF-8");

    private final String message;

    Fault(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }

  private TerminalFrame() {}

  /** Checks the head; whether the id is text, {@link #checkId} says. */
  static @Nullable Fault check(ByteBuf frame) {
    if (!frame.isReadable()) {
      return Fault.EMPTY;
    }
    int idLength = idLength(frame);
    if (idLength == 0) {
      return Fault.NO_ID;
    }
    return frame.readableBytes() < 1 + idLength ? Fault.TRUNCATED : null;
  }

  /** Checks that the id is text: to be asked for ids that are not known yet. */
  static @Nullable Fault checkId(ByteBuf frame) {
    return ByteBufUtil.isText(
            frame, frame.readerIndex() + 1, idLength(frame), StandardCharsets.UTF_8)
        ? null
        : Fault.ID_NOT_UTF8;
  }

  static int idLength(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex());
  }

  static String id(ByteBuf frame) {
    return frame.toString(frame.readerIndex() + 1, idLength(frame), StandardCharsets.UTF_8);
  }

  /** Where the terminal bytes begin. */
  static int payloadIndex(ByteBuf frame) {
    return frame.readerIndex() + 1 + idLength(frame);
  }

  static int payloadLength(ByteBuf frame) {
    return frame.readableBytes() - 1 - idLength(frame);
  }
}
