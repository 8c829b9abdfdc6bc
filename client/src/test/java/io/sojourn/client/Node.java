package io.sojourn.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.sojourn.connect.Connect;
import io.sojourn.connect.ConnectLimits;
import io.sojourn.connect.KeyCheck;
import io.sojourn.engine.EngineOptions;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.Limits;
import io.sojourn.session.SessionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node as it really is: the engine on a log, and the door of the session protocol on a port. */
public final class Node implements AutoCloseable {

  public static final String KEY = "sk_test";

  private static final long RESENT_AFTER_MILLIS = 300;

  private final SessionEngine engine;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final List<Channel> listening = new ArrayList<>();
  private final Connect door;
  private @Nullable Connect follower;

  /** Opens the log, and the door on a port, or with 0 on any. */
  public Node(ReplicatedLog log, int port) throws IOException {
    this(log, port, "");
  }

  /** The same; the address is told as the leader's. */
  Node(ReplicatedLog log, int port, String address) throws IOException {
    engine =
        SessionEngine.on(log)
            .limits(Limits.DEFAULT)
            .machine(new Tally())
            .options(EngineOptions.DEFAULT.withResendMillis(RESENT_AFTER_MILLIS))
            .clock(InstantSource.system())
            .proposer(1)
            .node("n1", address)
            .open();
    door = door(true);
    listening.add(listen(door, port));
  }

  private Connect door(boolean leads) {
    return new Connect(
        new Connect.Ground(engine, engine, Limits.DEFAULT, new Keys(), () -> leads),
        ConnectLimits.DEFAULT);
  }

  /** A second door, of one who does not lead; says on which port. */
  int followerPort() {
    Connect second = door(false);
    Channel channel = listen(second, 0);
    listening.add(channel);
    follower = second;
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  private static final class Keys implements KeyCheck {
    @Override
    public Verdict check(String key, InetAddress source) {
      return key.equals(KEY) ? Verdict.ADMITTED : Verdict.REFUSED;
    }

    @Override
    public Verdict failed(InetAddress source) {
      return Verdict.REFUSED;
    }
  }

  private Channel listen(Connect to, int port) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(1 << 16))
                    .addLast(new Upgrade(to));
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .syncUninterruptibly()
        .channel();
  }

  private static final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Connect to;

    private Upgrade(Connect to) {
      this.to = to;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
      to.upgrade(ctx, request, remote.getAddress());
    }
  }

  /** How many queries came to the second door. */
  long queriesOfFollower() {
    return Objects.requireNonNull(follower).metrics().in("query");
  }

  SessionEngine engine() {
    return engine;
  }

  int port() {
    return ((InetSocketAddress) listening.get(0).localAddress()).getPort();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  /** How many dead letters a session has. */
  int deadLetters(SessionId id) {
    return engine
        .deadLetters(id)
        .thenApply(
            outcome ->
                switch (outcome) {
                  case io.sojourn.session.Outcome.Done<io.sojourn.channel.DeadLetters> done ->
                      done.value().letters().size();
                  case io.sojourn.session.Outcome.Refused<io.sojourn.channel.DeadLetters> refused ->
                      throw new AssertionError(refused.toString());
                  case io.sojourn.session.Outcome.Uncertain<io.sojourn.channel.DeadLetters> it ->
                      throw new AssertionError(it.toString());
                })
        .toCompletableFuture()
        .join();
  }

  /** Stops as a node does that goes down in order. */
  void shutDown() {
    listening.forEach(channel -> channel.close().syncUninterruptibly());
    door.shutdown().join();
    close();
  }

  /** Stops at once: connections break off. */
  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    listening.forEach(channel -> channel.close().syncUninterruptibly());
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    engine.close();
  }
}
