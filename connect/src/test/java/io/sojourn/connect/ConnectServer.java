package io.sojourn.connect;

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
import io.sojourn.engine.EngineOptions;
import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** The door behind a real port on loopback, on a real engine, with clocks that the test moves. */
final class ConnectServer implements AutoCloseable {

  static final String KEY = "sk_test";

  /** So many wrong credentials are refused as such; later ones as too many. */
  static final int ATTEMPTS = 3;

  private static final int EVENT_LOOPS = 2;

  static {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final AtomicLong clock = new AtomicLong(1_767_225_600_000L);
  private final AtomicInteger failures = new AtomicInteger();
  private final ReplicatedLog log;
  private final SessionEngine engine;
  private final LateAttach exchange;
  private final Connect connect;
  private final EventLoopGroup loops;
  private final Channel listening;
  private volatile boolean leads = true;

  ConnectServer(Limits limits, EngineOptions options, ConnectLimits bounds, ReplicatedLog log) {
    this.log = log;
    try {
      this.engine =
          SessionEngine.on(log)
              .limits(limits)
              .machine(new Notes())
              .options(options)
              .clock(() -> Instant.ofEpochMilli(clock.get()))
              .proposer(1)
              .node("n1", "127.0.0.1:7001")
              .open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.exchange = new LateAttach(engine);
    this.connect =
        new Connect(
            new Connect.Ground(engine, exchange, limits, new Keys(), () -> leads),
            bounds,
            nanos::get);
    this.loops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS, NioIoHandler.newFactory());
    this.listening = listen();
  }

  static ConnectServer start() {
    return new ConnectServer(
        Limits.DEFAULT, EngineOptions.DEFAULT, swept(ConnectLimits.DEFAULT), new MemoryLog());
  }

  static ConnectServer start(Limits limits) {
    return new ConnectServer(
        limits, EngineOptions.DEFAULT, swept(ConnectLimits.DEFAULT), new MemoryLog());
  }

  /** Looked at only when the test says so. */
  static ConnectLimits swept(ConnectLimits d) {
    return new ConnectLimits(
        d.firstMessageMillis(),
        d.pingMillis(),
        d.silenceMillis(),
        d.lingerMillis(),
        d.stallMillis(),
        3_600_000,
        d.commands(),
        d.queries(),
        d.commandBytes(),
        d.outputBytes(),
        d.outputBytesMax(),
        d.lifeMillis(),
        d.idleTimeoutMillis());
  }

  private final class Keys implements KeyCheck {
    @Override
    public Verdict check(String key, InetAddress source) {
      return key.equals(KEY) ? Verdict.ADMITTED : failed(source);
    }

    @Override
    public Verdict failed(InetAddress source) {
      return failures.incrementAndGet() > ATTEMPTS ? Verdict.THROTTLED : Verdict.REFUSED;
    }
  }

  private Channel listen() {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(1 << 16))
                    .addLast(new Upgrade());
              }
            })
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
      connect.upgrade(ctx, request, remote.getAddress());
    }
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  WsClient client(MessageForm form) {
    return WsClient.connect(port(), form.subprotocol());
  }

  /** Lets the door's time go by. */
  void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    connect.sweepNow().join();
  }

  /** Lets the kernel's time go by. */
  void passInTheKernel(long millis) {
    clock.addAndGet(millis);
    engine.requestSnapshot();
  }

  void leads(boolean now) {
    leads = now;
  }

  LateAttach exchange() {
    return exchange;
  }

  SessionEngine engine() {
    return engine;
  }

  Connect connect() {
    return connect;
  }

  ReplicatedLog log() {
    return log;
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    engine.close();
  }
}
