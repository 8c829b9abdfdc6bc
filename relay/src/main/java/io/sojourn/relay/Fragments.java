package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The parts of a message that is not whole yet; whoever adds to them minds the bound. */
final class Fragments {

  private @Nullable ByteBuf parts;
  private boolean text;

  boolean isEmpty() {
    return parts == null;
  }

  long length() {
    ByteBuf before = parts;
    return before == null ? 0 : before.readableBytes();
  }

  /** Whether the parts are of a text message. */
  boolean isText() {
    return text;
  }

  void add(ByteBuf part, ByteBufAllocator allocator, boolean isText) {
    ByteBuf before = parts;
    if (before == null) {
      before = allocator.buffer(part.readableBytes());
      parts = before;
      text = isText;
    }
    before.writeBytes(part);
  }

  /** Hands the whole over; the taker releases it. */
  ByteBuf take() {
    ByteBuf whole = parts;
    if (whole == null) {
      throw new IllegalStateException("no part was added");
    }
    parts = null;
    return whole;
  }

  void drop() {
    ByteBuf before = parts;
    if (before != null) {
      parts = null;
      before.release();
    }
  }
}
