package io.sojourn.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;

/**
 * Counts what comes before anybody has shown a key or a token, so that it cannot make the decoder
 * behind it buffer a whole frame of the size that clients may send. Takes itself out of the way
 * when it is told to.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

  private long left;

  FirstBytes(int most) {
    this.left = most;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      left -= bytes.readableBytes();
      if (left < 0) {
        bytes.release();
        ctx.fireExceptionCaught(new TooLongFrameException("the first frame is too long"));
        return;
      }
    }
    ctx.fireChannelRead(msg);
  }
}
