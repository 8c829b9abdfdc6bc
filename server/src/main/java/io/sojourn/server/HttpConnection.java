package io.sojourn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, in the order in which they came.
 *
 * <p>The connection reads only when it wants to: the next part of a request while one is arriving,
 * and the next request once the client has taken the response to the one before. A client that
 * pipelines without reading therefore holds at most one response and one socket buffer. All state
 * belongs to the event loop; only the handler runs elsewhere.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is seen
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {

  /** Tells a connection to end after the request that it is answering, if any. */
  enum Drain {
    /** The one value. */
    NOW
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /**
   * How long a closing connection takes what the client still sends, so that it reads the answer.
   */
  private static final long LINGER_MILLIS = 1_000;

  private final HttpDoor.Parts parts;
  private final RequestClock clock;
  private @Nullable HttpExchange current;
  private @Nullable ChannelHandlerContext context;
  private boolean wanting;
  private boolean draining;
  private boolean ending;
  private int served;

  HttpConnection(HttpDoor.Parts parts) {
    this.parts = parts;
    this.clock = new RequestClock(parts.limits(), this::expired);
  }

  RequestClock clock() {
    return clock;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    want(ctx);
  }

  /** Asks for the next part: of this request, or of the next. */
  private void want(ChannelHandlerContext ctx) {
    wanting = true;
    ctx.read();
  }

  /** One look at the socket is over: look again if what it gave was not enough. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (wanting) {
      ctx.read();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    wanting = false;
    if (ending) {
      return;
    }
    DecoderResult decoded = message.decoderResult();
    if (decoded.isFailure()) {
      refuse(ctx, DecoderProblem.of(decoded.cause()));
      return;
    }
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    }
    if (message instanceof HttpContent content && current != null && !current.complete) {
      take(ctx, current, content);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    HttpExchange exchange = new HttpExchange(request);
    current = exchange;
    parts.inFlight().enter();
    clock.enter(RequestClock.Phase.BODY);
    Problem malformed = exchange.malformed();
    if (malformed != null) {
      refuse(ctx, malformed);
      return;
    }
    InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
    exchange.begun =
        parts.service().begin(request.method().name(), request.uri(), request.headers(), remote);
    if (exchange.begun instanceof HttpService.Begun.Answered answered && exchange.announcesBody()) {
      // The body would be read for nothing: answer at once and close.
      exchange.complete = true;
      exchange.close = true;
      respond(ctx, exchange, answered.response());
      return;
    }
    if (exchange.expectsContinue()) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    want(ctx);
  }

  private void take(ChannelHandlerContext ctx, HttpExchange exchange, HttpContent content) {
    ByteBuf bytes = content.content();
    if (exchange.received() + bytes.readableBytes() > parts.limits().maxBodyBytes()) {
      refuse(ctx, parts.service().tooLarge().problem());
      return;
    }
    exchange.append(bytes);
    if (content instanceof LastHttpContent) {
      exchange.complete = true;
      dispatch(ctx, exchange);
    } else {
      want(ctx);
    }
  }

  private void dispatch(ChannelHandlerContext ctx, HttpExchange exchange) {
    clock.enter(RequestClock.Phase.HANDLING);
    switch (exchange.begun()) {
      case HttpService.Begun.Answered answered -> respond(ctx, exchange, answered.response());
      case HttpService.Begun.Admitted admitted -> {
        switch (admitted.route().kind()) {
          case IMMEDIATE ->
              respond(ctx, exchange, parts.service().answer(admitted, exchange.body()));
          case BLOCKING -> hand(ctx, exchange, admitted);
          case UPGRADE -> upgrade(ctx, exchange);
        }
      }
    }
  }

  private void hand(
      ChannelHandlerContext ctx, HttpExchange exchange, HttpService.Begun.Admitted admitted) {
    byte[] body = exchange.body();
    try {
      parts
          .handlers()
          .execute(
              () -> {
                Response response = parts.service().answer(admitted, body);
                ctx.executor().execute(() -> respond(ctx, exchange, response));
              });
    } catch (RejectedExecutionException e) {
      refuse(ctx, Problem.of(ProblemType.UNAVAILABLE, "The server is stopping."));
    }
  }

  private void refuse(ChannelHandlerContext ctx, Problem problem) {
    HttpExchange exchange = current;
    if (exchange == null) {
      exchange = new HttpExchange(null);
      current = exchange;
      parts.inFlight().enter();
    }
    exchange.complete = true;
    exchange.close = true;
    respond(ctx, exchange, problem.toResponse());
  }

  private void respond(ChannelHandlerContext ctx, HttpExchange exchange, Response given) {
    if (exchange != current || exchange.responded) {
      return;
    }
    exchange.responded = true;
    served++;
    boolean close =
        exchange.close
            || draining
            || served >= parts.limits().maxRequestsPerConnection()
            || !exchange.keepAlive();
    Response response = parts.service().complete(exchange.head(), given);
    FullHttpResponse message = encode(exchange, response, close);
    parts
        .traffic()
        .answered(exchange.method(), exchange.routeName(), response.status(), exchange.nanos());
    clock.enter(RequestClock.Phase.WRITING);
    ending = close;
    ctx.writeAndFlush(message).addListener(written -> written(ctx, (ChannelFuture) written, close));
  }

  private static FullHttpResponse encode(HttpExchange exchange, Response response, boolean close) {
    int status = response.status();
    boolean bodiless = exchange.isHead() || status == 204 || status == 304;
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
    response.headers().forEach((name, value) -> message.headers().set(name, value));
    message.headers().set(HttpHeaderNames.DATE, HttpDate.now());
    if (status != 204 && status != 304) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (close) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (exchange.isOld()) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return message;
  }

  private void written(ChannelHandlerContext ctx, ChannelFuture written, boolean close) {
    finish();
    if (!written.isSuccess()) {
      ctx.close();
    } else if (close || draining) {
      linger(ctx);
    } else {
      clock.enter(RequestClock.Phase.IDLE);
      want(ctx);
    }
  }

  private void finish() {
    if (current != null) {
      current = null;
      parts.inFlight().leave();
    }
  }

  /**
   * Closes so that the client gets the answer: closing a socket with unread bytes resets it, and
   * the reset overtakes what was sent (RFC 9112 section 9.6).
   */
  private void linger(ChannelHandlerContext ctx) {
    ending = true;
    clock.enter(RequestClock.Phase.HANDLING);
    if (ctx.channel() instanceof DuplexChannel channel && channel.isActive()) {
      channel.shutdownOutput();
      channel.config().setAutoRead(true);
      ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      ctx.close();
    }
  }

  private void upgrade(ChannelHandlerContext ctx, HttpExchange exchange) {
    HttpRequest request = exchange.request();
    parts.traffic().answered(exchange.method(), exchange.routeName(), 101, exchange.nanos());
    finish();
    ending = true;
    DefaultFullHttpRequest whole =
        new DefaultFullHttpRequest(
            request.protocolVersion(), request.method(), request.uri(), Unpooled.EMPTY_BUFFER);
    whole.headers().set(request.headers());
    ctx.pipeline().remove(clock);
    ctx.pipeline().remove(FlowControlHandler.class);
    parts.upgrader().upgrade(ctx, whole);
    if (!ctx.isRemoved()) {
      linger(ctx);
    }
  }

  private void expired(RequestClock.Phase phase) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    switch (phase) {
      case IDLE, HANDLING -> ctx.close();
      case HEAD, BODY ->
          refuse(
              ctx, Problem.of(ProblemType.REQUEST_TIMEOUT, "The request took too long to arrive."));
      case WRITING -> ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == Drain.NOW) {
      draining = true;
      if (current == null) {
        ctx.close();
      }
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ending = true;
    finish();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("Connection lost: {}", cause.toString());
    } else {
      LOG.error("Connection failed", cause);
    }
    ctx.close();
  }
}
