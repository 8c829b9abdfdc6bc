package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A relay behind a real port on loopback, with a kernel and a clock that the test moves. */
final class RelayServer implements AutoCloseable {

  private static final int EVENT_LOOPS = 3;

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final KernelOnMachine kernel = new KernelOnMachine(this::millis);
  private final RelayLimits limits;
  private Relay relay;
  private EventLoopGroup loops;
  private Channel listening;

  RelayServer(RelayLimits limits) {
    this.limits = limits;
    this.relay = new Relay(kernel, limits, nanos::get);
    this.loops = group();
    this.listening = listen();
  }

  /** Short times and no sweep by itself: the test sweeps. */
  static RelayLimits quick() {
    RelayLimits.Times d = RelayLimits.Times.DEFAULT;
    return RelayLimits.DEFAULT
        .with(
            new RelayLimits.Times(
                d.firstMessage(),
                d.ping(),
                d.silence(),
                d.grace(),
                d.farewell(),
                d.life(),
                d.codeLife(),
                d.viewerStall(),
                d.hostStall(),
                d.linger(),
                0,
                d.kernel(),
                3_600_000))
        .with(new RelayLimits.Joins(6_000, 1_000, 6_000, 6_000, 1_000, 10_000_000));
  }

  static RelayServer start() {
    return new RelayServer(quick());
  }

  private static EventLoopGroup group() {
    return new MultiThreadIoEventLoopGroup(EVENT_LOOPS, NioIoHandler.newFactory());
  }

  private Channel listen() {
    Relay now = relay;
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
                    .addLast(new Upgrade(now));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  private static final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Relay relay;

    Upgrade(Relay relay) {
      this.relay = relay;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
      relay.upgrade(ctx, request, remote.getAddress());
    }
  }

  /** The relay process goes down without a word and another comes up on the same kernel. */
  void restart() {
    stopListening();
    relay = new Relay(kernel, limits, nanos::get);
    loops = group();
    listening = listen();
  }

  private void stopListening() {
    listening.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  WsClient connect() {
    return WsClient.connect(port());
  }

  /** A host of protocol 1 with that name, registered. */
  WsClient host() {
    WsClient host = connect();
    host.sendText(
        "{\"type\":\"register\",\"client_id\":\"laptop\",\"protocol\":1,\"name\":\"mine\"}");
    host.registered();
    return host;
  }

  /** A host of the first edition, registered. */
  WsClient firstEditionHost() {
    WsClient host = connect();
    host.sendText("{\"type\":\"register\",\"client_id\":\"laptop\"}");
    host.registered();
    return host;
  }

  /** A viewer of protocol 1, admitted, everything up to the answer read. */
  WsClient viewer(String code) {
    WsClient viewer = connect();
    viewer.sendText("{\"type\":\"auth\",\"session_code\":\"" + code + "\",\"protocol\":1}");
    viewer.admitted();
    return viewer;
  }

  /** A viewer of the first edition, admitted. */
  WsClient firstEditionViewer(String code) {
    WsClient viewer = connect();
    viewer.sendText("{\"type\":\"auth\",\"session_code\":\"" + code + "\"}");
    viewer.admitted();
    return viewer;
  }

  /** A host that comes back with its token; the answer is not read yet. */
  WsClient resumeHost(WsClient before) {
    WsClient host = connect();
    host.sendText(
        "{\"type\":\"register\",\"client_id\":\"laptop\",\"protocol\":1,\"resume_token\":\""
            + before.resumeToken()
            + "\"}");
    return host;
  }

  /** A viewer that comes back with its token; the answer is not read yet. */
  WsClient resumeViewer(WsClient before) {
    WsClient viewer = connect();
    viewer.sendText(
        "{\"type\":\"auth\",\"protocol\":1,\"resume_token\":\"" + before.resumeToken() + "\"}");
    return viewer;
  }

  void awaitState(WsClient of, SessionState state) {
    await()
        .untilAsserted(
            () ->
                assertThat(kernel.find(SessionId.parse(of.sessionId())))
                    .hasValueSatisfying(s -> assertThat(s.state()).isEqualTo(state)));
  }

  long millis() {
    return nanos.get() / 1_000_000;
  }

  /** Lets time go by, and relay and kernel see it. */
  void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    relay.sweepNow().join();
    kernel.tick();
  }

  Relay relay() {
    return relay;
  }

  KernelOnMachine kernel() {
    return kernel;
  }

  @Override
  public void close() {
    stopListening();
    kernel.close();
  }
}
