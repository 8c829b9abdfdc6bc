package io.sojourn.nfs.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Listens on a TCP address and serves programs to whoever connects. Calls are handed to the
 * programs on event loops of its own, as many as the machine has processors.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails is a channel that is closed
public final class RpcServer implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final RpcLimits limits;
  private final RpcMetrics metrics;
  private final List<RpcProgram> programs;
  private final Transport transport;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final Channel listening;

  /**
   * Opens a server.
   *
   * @param address where to listen; port 0 for any free one
   * @param metrics counts
   * @throws IOException if the address cannot be used
   */
  public static RpcServer open(
      InetSocketAddress address, RpcLimits limits, List<RpcProgram> programs, RpcMetrics metrics)
      throws IOException {
    return new RpcServer(address, limits, programs, metrics);
  }

  private RpcServer(
      InetSocketAddress address, RpcLimits limits, List<RpcProgram> programs, RpcMetrics metrics)
      throws IOException {
    this.limits = limits;
    this.metrics = metrics;
    this.programs = List.copyOf(programs);
    this.transport =
        new Transport("rpc-server", Runtime.getRuntime().availableProcessors(), limits, metrics);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(transport.loops())
            .channel(transport.serverType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new Newcomer())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      transport.close();
      throw new IOException("cannot listen on " + address, bound.cause());
    }
    this.listening = bound.channel();
  }

  /** Sets up one accepted connection. */
  private final class Newcomer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channels.add(channel);
      channel.closeFuture().addListener(closed -> channels.remove(channel));
      if (channels.size() > limits.connections()) {
        metrics.refused(RpcRefusal.TOO_MANY_CONNECTIONS);
        channel.close();
        return;
      }
      transport.line(channel, programs);
    }
  }

  /** Where it listens; the real port even if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /**
   * Has something done again and again until the server is closed, so long after it was done
   * before. On one of the event loops, so it must not block nor throw.
   */
  public void every(long millis, Runnable task) {
    transport.loops().scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What it counts. */
  public RpcMetrics metrics() {
    return metrics;
  }

  /**
   * Stops listening and reading, and closes each connection when the calls that were read from it
   * are answered.
   *
   * @return false if some were not within that time; {@link #close} cuts them off
   */
  public boolean drain(Duration patience) {
    listening.close().awaitUninterruptibly();
    for (Channel channel : channels) {
      Line line = channel.pipeline().get(Line.class);
      if (line == null) {
        channel.close();
      } else {
        line.finish();
      }
    }
    long end = System.nanoTime() + patience.toNanos();
    boolean all = true;
    for (Channel channel : channels) {
      long left = Math.max(0, end - System.nanoTime());
      all &= channel.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
    }
    return all;
  }

  /** Stops listening and closes every connection; returns when that is done. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    for (Channel channel : channels) {
      channel.close();
    }
    transport.close();
  }
}
