package io.sojourn.nfs.rpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Event loops and the kind of sockets on them: epoll's where it is there, else those of NIO. */
final class Transport {

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup loops;
  private final RpcLimits limits;
  private final RpcMetrics metrics;
  private final Map<EventLoop, LoopSweep> sweeps = new ConcurrentHashMap<>();

  Transport(String threadName, int threads, RpcLimits limits, RpcMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory(threadName, true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  EventLoopGroup loops() {
    return loops;
  }

  Class<? extends ServerChannel> serverType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends SocketChannel> clientType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Makes a connection of a channel that was just registered with its loop; on that loop. */
  Line line(Channel channel, List<RpcProgram> programs) {
    EventLoop loop = channel.eventLoop();
    LoopSweep sweep =
        sweeps.computeIfAbsent(loop, one -> LoopSweep.start(one, limits.millis().sweep()));
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(limits.unsent().bytes() / 2, limits.unsent().bytes()));
    Line line = new Line(channel, limits, metrics, programs, sweep);
    channel.pipeline().addLast(line);
    return line;
  }

  /** Ends all loops and with them what is open. */
  void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
