package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;

/** What waits to be sent to one peer, and how far its socket has taken it. Of one event loop. */
final class SendQueue {

  private final ChannelHandlerContext context;
  private long handed;

  SendQueue(ChannelHandlerContext context) {
    this.context = context;
  }

  /**
   * Bounds what waits from now on.
   *
   * @param bytes over which the queue is full, until half of them are gone
   * @param socketBytes that the kernel may keep besides
   */
  void bound(int bytes, int socketBytes) {
    ChannelConfig config = context.channel().config();
    config.setWriteBufferWaterMark(new WriteBufferWaterMark(bytes / 2, bytes));
    if (context.channel().isActive()) {
      config.setOption(ChannelOption.SO_SNDBUF, socketBytes);
    }
  }

  /** Puts a buffer behind what waits, sends what the socket takes, and releases it in time. */
  void send(ByteBuf frames) {
    long before = pendingBytes();
    var unused = context.write(frames, context.voidPromise());
    handed += pendingBytes() - before;
    context.flush();
  }

  /** Whether it is full: over its bound, and not yet back under half of it. */
  boolean isFull() {
    return !context.channel().isWritable();
  }

  /** How many bytes wait to be taken by the socket. */
  long pendingBytes() {
    ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  /** A number that grows with every byte that the socket takes, and with nothing else. */
  long takenBytes() {
    ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
    return out == null ? handed : handed - out.totalPendingWriteBytes() + out.currentProgress();
  }
}
