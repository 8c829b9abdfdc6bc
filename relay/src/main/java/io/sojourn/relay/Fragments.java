package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes whole messages of the frames of one connection, within bounds. */
final class Fragments {

  private final RelayLimits.Frames limits;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf parts;
  private boolean text;

  Fragments(RelayLimits.Frames limits, ByteBufAllocator allocator) {
    this.limits = limits;
    this.allocator = allocator;
  }

  /** Whether the message that is not whole yet is a text. */
  boolean isText() {
    return text;
  }

  /**
   * Takes a part of a message, and lends the message to the peer if that makes it whole.
   *
   * @return why the connection is to be closed, or null
   */
  @Nullable CloseCode take(WebSocketFrame part, boolean isText, Peer peer) {
    ByteBuf content = part.content();
    long before = parts == null ? 0 : parts.readableBytes();
    if (before + content.readableBytes() > (isText ? limits.textBytes() : limits.binaryBytes())) {
      return CloseCode.TOO_BIG;
    }
    if (parts == null && part.isFinalFragment()) {
      return deliver(content, isText, peer);
    }
    ByteBuf together = add(content, isText);
    if (!part.isFinalFragment()) {
      return null;
    }
    parts = null;
    try {
      return deliver(together, isText, peer);
    } finally {
      together.release();
    }
  }

  private ByteBuf add(ByteBuf part, boolean isText) {
    ByteBuf before = parts;
    if (before == null) {
      before = allocator.buffer(part.readableBytes());
      parts = before;
      text = isText;
    }
    return before.writeBytes(part);
  }

  private static @Nullable CloseCode deliver(ByteBuf message, boolean isText, Peer peer) {
    if (!isText) {
      peer.onBinary(message);
    } else if (ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
      peer.onText(message);
    } else {
      return CloseCode.NOT_UTF8;
    }
    return null;
  }

  /** Forgets what is not whole. */
  void drop() {
    ByteBuf before = parts;
    if (before != null) {
      parts = null;
      before.release();
    }
  }
}
