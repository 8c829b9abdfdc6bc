package io.sojourn.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The listening socket and every connection that came through it.
 *
 * <p>Closing is orderly: stop accepting, let requests in flight end, then close what is left.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is seen
final class HttpDoor implements AutoCloseable {

  /**
   * What every connection works with.
   *
   * @param limits the bounds
   * @param service what requests mean
   * @param traffic is told of connections and responses
   * @param upgrader takes over connections that ask for WebSocket
   * @param handlers runs handlers, each on a virtual thread of its own
   * @param inFlight counts requests
   */
  record Parts(
      HttpLimits limits,
      HttpService service,
      Traffic traffic,
      Upgrader upgrader,
      ExecutorService handlers,
      InFlight inFlight) {}

  private final Parts parts;
  private final EventLoopGroup loops;
  private final Channel listening;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();

  /**
   * Opens the door.
   *
   * @param port the port, or 0 for any free one
   * @throws ServerStartException if the address cannot be used; says which and why
   */
  static HttpDoor open(
      String host,
      int port,
      HttpLimits limits,
      HttpService service,
      Traffic traffic,
      Upgrader upgrader) {
    ExecutorService handlers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    Parts parts = new Parts(limits, service, traffic, upgrader, handlers, new InFlight());
    return new HttpDoor(host, port, parts);
  }

  private HttpDoor(String host, int port, Parts parts) {
    this.parts = parts;
    boolean epoll = Epoll.isAvailable();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(new Newcomer());
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      closeLoops();
      parts.handlers().close();
      throw ServerStartException.cannotListen(host, port, bound.cause());
    }
    this.listening = bound.channel();
  }

  /** Sets up one accepted connection. */
  private final class Newcomer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      if (connections.size() >= parts.limits().maxConnections()) {
        parts.traffic().connectionRefused();
        channel.close();
        return;
      }
      connections.add(channel);
      parts.traffic().connected();
      channel
          .closeFuture()
          .addListener(
              closed -> {
                connections.remove(channel);
                parts.traffic().disconnected();
              });
      HttpConnection connection = new HttpConnection(parts);
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(connection.clock());
      // The encoder before the decoder: what an upgrade puts in their places answers a broken frame
      // from the decoder, and only what lies before it encodes that answer.
      pipeline.addLast(new HttpResponseEncoder());
      pipeline.addLast(new StrictRequestDecoder(parts.limits()));
      pipeline.addLast(new FlowControlHandler());
      pipeline.addLast(connection);
    }
  }

  /** Where the door listens; the real port even if 0 was asked for. */
  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Open connections. */
  int connections() {
    return connections.size();
  }

  /**
   * Stops accepting, ends idle connections, and waits for the requests in flight.
   *
   * @return whether all ended in time
   */
  boolean drain(Duration patience) {
    listening.close().awaitUninterruptibly();
    for (Channel connection : connections) {
      connection
          .eventLoop()
          .execute(() -> connection.pipeline().fireUserEventTriggered(HttpConnection.Drain.NOW));
    }
    return parts.inFlight().awaitNone(patience);
  }

  /** Waits until every connection is closed, but not longer than that. */
  void awaitClosed(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Channel connection : connections) {
      long left = Math.max(0, deadline - System.nanoTime());
      connection.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
    }
  }

  /** Closes whatever is still open. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    for (Channel connection : connections) {
      connection.close();
    }
    parts.handlers().shutdownNow();
    closeLoops();
  }

  private void closeLoops() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
