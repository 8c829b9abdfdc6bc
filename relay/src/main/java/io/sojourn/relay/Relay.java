package io.sojourn.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The relay of one node: takes over WebSocket connections and brings hosts and viewers together.
 *
 * <p>A door for pairing: codes, tokens and leases are kept by the kernel and survive a restart;
 * scrollback is kept here, in memory, and does not. Thread-safe; it has no threads of its own but
 * works on the event loops of the channels that it is given. A connection may be moved to another
 * event loop of the same kind, so all channels must come from one event loop group.
 */
public final class Relay {

  private final Sessions sessions;
  private final RelayLimits limits;
  private final LongSupplier nanoTime;
  private final ScrollbackBudget scrollback;
  private final RelayMetrics metrics;
  private final ControlReader reader;
  private final Hubs hubs;
  private final Admission admission;
  private final Map<EventLoop, LoopSweep> sweeps = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /** Makes a relay on the kernel of this node and subscribes to its sessions. */
  public Relay(Sessions sessions, RelayLimits limits) {
    this(sessions, limits, System::nanoTime);
  }

  /**
   * Makes a relay with a clock of its own.
   *
   * @param nanoTime nanoseconds since any moment, never going back
   */
  public Relay(Sessions sessions, RelayLimits limits, LongSupplier nanoTime) {
    this.sessions = sessions;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.scrollback = ScrollbackBudget.of(limits.hubs().scrollbackBytesTotal());
    this.metrics = new RelayMetrics(scrollback);
    this.reader =
        new ControlReader(
            limits.frames().textBytes(),
            limits.frames().nameLength(),
            // One more than fit, so that it shows when there are too many.
            limits.hubs().terminals() + 1);
    this.hubs = new Hubs(this, sessions);
    this.admission = new Admission(this, sessions, limits, new JoinGate(limits.joins(), nanoTime));
    sessions.subscribe(hubs::hear);
  }

  /**
   * Answers the request for an upgrade to WebSocket and takes the connection over. To be called on
   * the channel's event loop by the handler that got the request; that handler is removed from the
   * pipeline, and any other that speaks HTTP (but for the codec and the aggregator) must have been.
   * A request that is no proper one for WebSocket is answered with 400 or 426 instead, and then the
   * calling handler stays. The request is not released.
   *
   * @param ctx of the calling handler
   * @param request the whole GET request
   * @param source the client's address, by which joins are limited
   */
  public void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, InetAddress source) {
    Channel channel = ctx.channel();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(null, null, decoderConfig()).newHandshaker(request);
    if (handshaker == null) {
      var unused =
          WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
              .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    try {
      var unused =
          handshaker
              .handshake(channel, request)
              .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } catch (WebSocketHandshakeException e) {
      FullHttpResponse refusal =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
      refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      var unused = channel.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    install(ctx.pipeline(), source);
    ctx.pipeline().remove(ctx.handler());
    channel.config().setAutoRead(true);
  }

  /**
   * Adds the relay to a pipeline in which the WebSocket frame codec is or is about to be put, and
   * nothing else that answers pings and closes or that drops pongs. The decoder is to be made with
   * {@link #decoderConfig}.
   */
  public void install(ChannelPipeline pipeline, InetAddress source) {
    pipeline.addLast("relay", new Connection(this, source));
  }

  /** How frames are to be decoded: masked, unextended, bounded. */
  public WebSocketDecoderConfig decoderConfig() {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(Math.max(limits.frames().binaryBytes(), limits.frames().textBytes()))
        .expectMaskedFrames(true)
        .allowExtensions(false)
        .closeOnProtocolViolation(true)
        .withUTF8Validator(false)
        .build();
  }

  /** What the relay counts. */
  public RelayMetrics metrics() {
    return metrics;
  }

  /**
   * Says goodbye to every host and viewer with a close frame of 1012: sessions live on, and clients
   * come back with their tokens. Later connections get the same.
   *
   * @return completes when the frames have been handed to all sockets
   */
  public CompletableFuture<Void> shutdown() {
    closing = true;
    return closeAll();
  }

  /**
   * Says the same to those who are here now, while later connections are welcome: to be called when
   * another node serves from now on.
   */
  public void sendAway() {
    var unused = closeAll();
  }

  private CompletableFuture<Void> closeAll() {
    return onAllLoops(
        sweep ->
            sweep.forEach(
                swept -> {
                  if (swept instanceof Connection connection) {
                    connection.close(CloseCode.RESTARTING);
                  }
                }));
  }

  /** Looks at every connection now, as is otherwise done once a second. */
  CompletableFuture<Void> sweepNow() {
    return onAllLoops(LoopSweep::sweep);
  }

  private CompletableFuture<Void> onAllLoops(Consumer<LoopSweep> action) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    sweeps.forEach(
        (loop, sweep) -> all.add(CompletableFuture.runAsync(() -> action.accept(sweep), loop)));
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** The sweep of an event loop; to be used on that event loop. */
  LoopSweep sweepOf(EventLoop loop) {
    return sweeps.computeIfAbsent(
        loop,
        unknown -> {
          LoopSweep sweep = new LoopSweep(this::nowMillis);
          long every = limits.times().sweep();
          var unused = loop.scheduleAtFixedRate(sweep::sweep, every, every, TimeUnit.MILLISECONDS);
          return sweep;
        });
  }

  long nowMillis() {
    return nanoTime.getAsLong() / 1_000_000;
  }

  RelayLimits limits() {
    return limits;
  }

  ControlReader reader() {
    return reader;
  }

  Admission admission() {
    return admission;
  }

  Hubs hubs() {
    return hubs;
  }

  ScrollbackBudget scrollback() {
    return scrollback;
  }

  boolean isClosing() {
    return closing;
  }

  /** Renews a lease; should that fail, it is tried again well before the lease is over. */
  void touch(SessionId id) {
    var unused = sessions.touch(id);
  }

  /** Ends a session; should that fail, its lease runs out. */
  void invalidate(SessionId id) {
    var unused = sessions.change(id, StateChange.INVALIDATE, Sessions.ANY_VERSION);
  }

  /** Runs a task on an event loop; one that has been shut down has no connections to care for. */
  static void on(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException gone) {
      // Nothing is left to be told.
    }
  }
}
