package io.sojourn.connect;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.sojourn.machine.Exchange;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Sessions;
import io.sojourn.wire.connect.ConnectCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The door of the session protocol of one node: takes over WebSocket connections and lets their
 * sessions talk to the kernel.
 *
 * <p>Thread-safe; it has no threads of its own but works on the event loops of the channels that it
 * is given.
 */
public final class Connect {

  private static final String DESCRIPTION = "asyncapi.json";

  /** The version of WebSocket. */
  private static final String VERSION = "13";

  private static final String OFFERED =
      MessageForm.BINARY.subprotocol() + "," + MessageForm.JSON.subprotocol();

  private static final String NO_SUBPROTOCOL =
      "{\"type\":\"urn:sojourn:problem:malformed-request\",\"title\":\"Malformed request\","
          + "\"status\":400,\"detail\":\"The Sec-WebSocket-Protocol must name one of those that are"
          + " offered.\",\"offered\":[\"sojourn.v1\",\"sojourn.v1.json\"]}";

  /** How long after an overload new connections begin with a smaller window. */
  private static final long OVERLOAD_MILLIS = 1_000;

  private final Ground ground;
  private final ConnectLimits limits;
  private final LongSupplier nanoTime;
  private final ConnectMetrics metrics = new ConnectMetrics();
  private final Links links = new Links();
  private final Map<EventLoop, Sweep> sweeps = new ConcurrentHashMap<>();
  private volatile boolean closing;
  private volatile long overloadedAt;

  /**
   * What the door stands on.
   *
   * @param sessions the kernel's records
   * @param exchange the kernel's channels
   * @param limits the kernel's bounds
   * @param keys says who may create sessions
   * @param leads whether this node leads: one that does not keeps no connections
   */
  public record Ground(
      Sessions sessions, Exchange exchange, Limits limits, KeyCheck keys, BooleanSupplier leads) {}

  /** Makes the door on the kernel of this node, and subscribes to its events and pushes. */
  public Connect(Ground ground, ConnectLimits limits) {
    this(ground, limits, System::nanoTime);
  }

  Connect(Ground ground, ConnectLimits limits, LongSupplier nanoTime) {
    this.ground = ground;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.overloadedAt = nowMillis() - OVERLOAD_MILLIS;
    ground.sessions().subscribe(links::hear);
    ground.exchange().subscribePushes(links::push);
  }

  /**
   * Answers the request for an upgrade to WebSocket and takes the connection over. To be called on
   * the channel's event loop by the handler that got the request; that handler is removed from the
   * pipeline, and any other that speaks HTTP (but for the codec and the aggregator) must have been.
   * A request that is no proper one for WebSocket, or names no subprotocol that is offered, is
   * answered with 400 or 426 instead, and then the calling handler stays. The request is not
   * released.
   *
   * @param ctx of the calling handler
   * @param request the whole GET request
   * @param source the client's address, by which wrong credentials are counted
   */
  public void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, InetAddress source) {
    Channel channel = ctx.channel();
    // The factory would also take drafts, and a request without a version for one of the first.
    boolean current = VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
    WebSocketServerHandshaker handshaker =
        current
            ? new WebSocketServerHandshakerFactory(null, OFFERED, decoderConfig())
                .newHandshaker(request)
            : null;
    if (handshaker == null) {
      var unused =
          WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
              .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    Optional<MessageForm> form = form(request);
    if (form.isEmpty()) {
      refuse(channel);
      return;
    }
    try {
      var unused =
          handshaker
              .handshake(channel, request)
              .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } catch (WebSocketHandshakeException e) {
      refuse(channel);
      return;
    }
    Connection connection = new Connection(this, form.get(), source, bearer(request));
    ctx.pipeline()
        .addFirst("first-bytes", new FirstBytes(ConnectCodec.FIRST_FRAME_BYTES_MAX))
        .addLast("fragments", new WebSocketFrameAggregator(ConnectCodec.FRAME_BYTES_MAX))
        .addLast("connect", connection);
    ctx.pipeline().remove(ctx.handler());
    channel.config().setAutoRead(true);
  }

  /** The first subprotocol that the client names and this door knows. */
  private static Optional<MessageForm> form(FullHttpRequest request) {
    return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .flatMap(
            name -> Stream.of(MessageForm.values()).filter(form -> form.subprotocol().equals(name)))
        .findFirst();
  }

  private static String bearer(FullHttpRequest request) {
    String value = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : "";
  }

  private static void refuse(Channel channel) {
    FullHttpResponse refusal =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.BAD_REQUEST,
            Unpooled.copiedBuffer(NO_SUBPROTOCOL, StandardCharsets.UTF_8));
    refusal
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, refusal.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, "close");
    var unused = channel.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
  }

  /** How frames are decoded: masked, unextended, refused by their declared length. */
  private static WebSocketDecoderConfig decoderConfig() {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(ConnectCodec.FRAME_BYTES_MAX)
        .expectMaskedFrames(true)
        .allowExtensions(false)
        // The connection says why before it closes.
        .closeOnProtocolViolation(false)
        .withUTF8Validator(false)
        .build();
  }

  /** The protocol as an AsyncAPI document, in JSON. */
  public static byte[] description() {
    try (InputStream in = Connect.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + DESCRIPTION + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the door counts. */
  public ConnectMetrics metrics() {
    return metrics;
  }

  /**
   * Says goodbye to everybody: answers what is under way, then closes with {@code shutting_down}.
   * Sessions live on. Later connections get the same.
   *
   * @return completes when the last messages have been handed to all sockets
   */
  public CompletableFuture<Void> shutdown() {
    closing = true;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Map.Entry<EventLoop, Sweep> one : sweeps.entrySet()) {
      CompletableFuture<Void> told = new CompletableFuture<>();
      one.getKey().execute(() -> farewell(one.getValue(), told));
      all.add(told);
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private static void farewell(Sweep sweep, CompletableFuture<Void> all) {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    sweep.forEach(
        connection -> {
          connection.refuse(Fault.SHUTTING_DOWN);
          told.add(connection.told());
        });
    var unused =
        CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
            .thenRun(() -> all.complete(null));
  }

  /**
   * Tells those who have a session here, when this node leads no more, who does. It would be
   * noticed without that, but later.
   */
  public void sendAway() {
    var unused = sweepNow();
  }

  /** Looks at every connection now, as is otherwise done once a while. */
  CompletableFuture<Void> sweepNow() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    sweeps.forEach(
        (loop, sweep) ->
            all.add(CompletableFuture.runAsync(() -> sweep.forEach(Connection::sweep), loop)));
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  Sweep sweepOf(EventLoop loop) {
    return sweeps.computeIfAbsent(loop, unknown -> new Sweep(loop, limits.sweepMillis()));
  }

  long nowMillis() {
    return nanoTime.getAsLong() / 1_000_000;
  }

  Ground ground() {
    return ground;
  }

  ConnectLimits limits() {
    return limits;
  }

  Links links() {
    return links;
  }

  boolean isClosing() {
    return closing;
  }

  /** The kernel had no room. */
  void overloaded() {
    overloadedAt = nowMillis();
  }

  Window newWindow() {
    return new Window(
        ground.limits().windowRequests(), nowMillis() - overloadedAt < OVERLOAD_MILLIS);
  }

  /** What is said to all when the node leads no more. */
  Ending notLeader() {
    return Ending.closed(
        Codes.of(Refusal.Code.NOT_LEADER),
        "Another node leads now.",
        leader(),
        CloseStatus.TRY_AGAIN);
  }

  /** Where the leader's door is, as far as this node knows. */
  String leader() {
    return ground
        .exchange()
        .leader()
        .map(leader -> leader.address().replaceFirst("^http://", ""))
        .orElse("");
  }
}
