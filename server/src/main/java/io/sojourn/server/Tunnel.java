package io.sojourn.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * How a follower serves a WebSocket that only the leader can: it opens a line to the leader, says
 * there what the client said, and from then on passes bytes, of which it understands nothing. When
 * one line ends, so does the other.
 *
 * <p>Both lines live on one event loop. Each is read only while the other takes what it is given,
 * so that a slow side holds its peer back and not this node's memory.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is seen
final class Tunnel {

  private static final int CONNECT_MILLIS = 2_000;

  private Tunnel() {}

  /** Takes a connection over that asked for an upgrade, as {@link Upgrader#upgrade} says. */
  static void open(ChannelHandlerContext ctx, FullHttpRequest request, URI leader) {
    Channel client = ctx.channel();
    ctx.pipeline().remove(ctx.handler());
    ByteBuf hello = encode(request, (InetSocketAddress) client.remoteAddress());
    new Bootstrap()
        .group(client.eventLoop())
        .channel(client.getClass())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new Passing(client))
        .connect(leader.getHost(), leader.getPort())
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    hello.release();
                    refuse(client);
                    return;
                  }
                  Channel server = connected.channel();
                  takeOver(client.pipeline(), new Passing(server));
                  server.writeAndFlush(hello);
                  server.read();
                  if (client.isActive()) {
                    client.read();
                  } else {
                    server.close();
                  }
                });
  }

  /** From here on nothing on the client's side speaks HTTP. */
  private static void takeOver(ChannelPipeline pipeline, ChannelHandler passing) {
    List<ChannelHandler> before = List.copyOf(pipeline.toMap().values());
    pipeline.addLast(passing);
    before.forEach(pipeline::remove);
  }

  private static ByteBuf encode(FullHttpRequest request, InetSocketAddress source) {
    StringBuilder head = new StringBuilder("GET ").append(request.uri()).append(" HTTP/1.1\r\n");
    for (Map.Entry<String, String> header : request.headers()) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    head.append(Forwarding.MARK).append(": ").append(source.getAddress().getHostAddress());
    return Unpooled.copiedBuffer(head.append("\r\n\r\n"), StandardCharsets.ISO_8859_1);
  }

  private static void refuse(Channel client) {
    FullHttpResponse refusal =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE);
    refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
    refusal.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
    client.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
  }

  /** Passes what one side sends to the other, and reads on when that has taken it. */
  private static final class Passing extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Passing(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      other
          .writeAndFlush(bytes)
          .addListener(
              (ChannelFutureListener)
                  written -> {
                    if (written.isSuccess()) {
                      ctx.channel().read();
                    } else {
                      ctx.close();
                    }
                  });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      // What was passed before goes out first: a close frame, above all.
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable lost) {
      ctx.close();
    }
  }
}
