package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket of the relay: answers pings and closes, watches silence, and has whole messages
 * handed to the {@link Peer} that the connection is.
 *
 * <p>Used on the channel's event loop only, which {@link #moveTo} may change. No timer of its own:
 * the {@link LoopSweep} of the event loop calls it.
 */
final class Connection extends ChannelInboundHandlerAdapter implements LoopSweep.Swept {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** Why a connection is not read for a while; more than one may hold. */
  static final int ADMISSION = 1;

  /** This viewer's host does not read. */
  static final int HOST_FULL = 2;

  /** So far ahead that no time has passed since, and yet without overflow. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  private static final int NO_STATUS = 1005;
  private static final int NO_CLOSE_FRAME = 1006;

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final Relay relay;
  private final InetAddress source;
  private final Pulse pulse = new Pulse();
  private Peer peer;
  private @Nullable ChannelHandlerContext context;
  private @Nullable SendQueue queue;
  private @Nullable Fragments fragments;
  private State state = State.OPEN;
  private int pauses;
  private int place = -1;
  private boolean left;
  private @Nullable Farewell farewell;
  private long supersededAt = NEVER;

  Connection(Relay relay, InetAddress source) {
    this.relay = relay;
    this.source = source;
    this.peer = new Newcomer(relay, this);
  }

  InetAddress source() {
    return source;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  EventLoop loop() {
    return context().channel().eventLoop();
  }

  ByteBufAllocator allocator() {
    return context().alloc();
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "in a pipeline");
  }

  /** What waits to be sent. */
  SendQueue queue() {
    return Objects.requireNonNull(queue, "in a pipeline");
  }

  private Fragments fragments() {
    return Objects.requireNonNull(fragments, "in a pipeline");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    queue = new SendQueue(ctx);
    fragments = new Fragments(relay.limits().frames(), ctx.alloc());
    pulse.start(relay.nowMillis());
    relay.metrics().connections.increment();
    relay.sweepOf(loop()).add(this);
    if (relay.isClosing()) {
      ctx.executor().execute(() -> close(CloseCode.RESTARTING));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost();
  }

  private void lost() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      leaveSweep();
      relay.metrics().connections.decrement();
      fragments().drop();
      leave(NO_CLOSE_FRAME);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException
        || cause.getCause() instanceof CorruptedWebSocketFrameException) {
      // The decoder has sent the close frame and closes the socket.
      relay.metrics().protocolErrors.increment();
      state = state == State.OPEN ? State.CLOSING : state;
      farewell = new Farewell(queue(), relay.nowMillis());
      return;
    }
    if (cause instanceof IOException) {
      endSocket();
      return;
    }
    LOG.warn("connection from {} fails", source, cause);
    close(CloseCode.INTERNAL);
  }

  /**
   * Continues on another event loop, then runs {@code then} there; if the connection is lost on the
   * way, {@code then} does not run.
   */
  void moveTo(EventLoop target, Runnable then) {
    if (target.inEventLoop()) {
      then.run();
      return;
    }
    leaveSweep();
    var unused =
        context()
            .deregister()
            .addListener(
                left ->
                    target
                        .register(context().channel())
                        .addListener(
                            registered -> {
                              if (!registered.isSuccess()) {
                                lost();
                              } else if (state != State.CLOSED) {
                                relay.sweepOf(target).add(this);
                                then.run();
                              }
                            }));
  }

  /** From now on the connection is this peer; what may wait to be sent is bounded for it. */
  void become(Peer newPeer, int queueBytes) {
    peer = newPeer;
    queue().bound(queueBytes, relay.limits().frames().socketBytes());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof WebSocketFrame frame)) {
      ReferenceCountUtil.release(msg);
      return;
    }
    try {
      pulse.heard();
      if (state == State.OPEN) {
        read(frame);
      } else if (frame instanceof CloseWebSocketFrame) {
        endSocket();
      }
    } finally {
      frame.release();
    }
  }

  private void read(WebSocketFrame frame) {
    switch (frame) {
      case BinaryWebSocketFrame binary -> readPart(binary, false);
      case TextWebSocketFrame text -> readPart(text, true);
      case ContinuationWebSocketFrame more -> readPart(more, fragments().isText());
      case PingWebSocketFrame ping -> {
        if (!queue().isFull()) {
          send(ServerFrames.pong(allocator(), ping.content()));
        }
      }
      case CloseWebSocketFrame close -> answerClose(close.statusCode());
      default -> {
        // A pong says that the peer lives, and that was noted.
      }
    }
  }

  private void readPart(WebSocketFrame part, boolean isText) {
    CloseCode fault = fragments().take(part, isText, peer);
    if (fault != null) {
      relay.metrics().protocolErrors.increment();
      close(fault);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.onReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (state == State.OPEN) {
      peer.onWritable(ctx.channel().isWritable());
    }
  }

  /** Stops reading for that reason. */
  void pause(int reason) {
    pauses |= reason;
    context().channel().config().setAutoRead(false);
  }

  /** Takes that reason back; reads again when there is no other. */
  void resume(int reason) {
    pauses &= ~reason;
    if (pauses == 0) {
      context().channel().config().setAutoRead(true);
    }
  }

  /** Sends a buffer of whole server frames, and releases it. */
  void send(ByteBuf frames) {
    if (state != State.OPEN) {
      frames.release();
      return;
    }
    queue().send(frames);
  }

  void sendText(byte[] utf8) {
    send(ServerFrames.text(allocator(), utf8));
  }

  /** Tells the peer what was left out of what it sent, unless it leaves its own queue full. */
  void answer(byte[] utf8) {
    if (!queue().isFull()) {
      sendText(utf8);
    }
  }

  /** Says why in the protocol's own form, then closes. */
  void refuse(byte[] message, CloseCode code) {
    sendText(message);
    close(code);
  }

  /** Breaks off with a peer that does not keep to the protocol. */
  void protocolError(String message) {
    relay.metrics().protocolErrors.increment();
    refuse(ControlWriter.error(message), CloseCode.PROTOCOL);
  }

  /** Sends a close frame; the socket ends when the peer answers it, or after a while. */
  void close(CloseCode code) {
    if (state != State.OPEN) {
      return;
    }
    send(ServerFrames.close(allocator(), code.status(), code.reason()));
    closing(code.status());
    // What is still read is dropped; the peer's close frame is what we wait for.
    pauses = 0;
    context().channel().config().setAutoRead(true);
  }

  /**
   * A newer connection of the same session was made. If it was made here, it will take this one's
   * place itself in a moment, which nobody else need notice; if elsewhere, this one ends soon.
   */
  void supersede() {
    supersededAt = relay.nowMillis();
  }

  private void answerClose(int status) {
    ByteBuf answer =
        status == -1
            ? ServerFrames.emptyClose(allocator())
            : ServerFrames.close(allocator(), status, "");
    closing(status == -1 ? NO_STATUS : status);
    context().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  private void closing(int status) {
    state = State.CLOSING;
    farewell = new Farewell(queue(), relay.nowMillis());
    fragments().drop();
    leave(status);
  }

  private void leaveSweep() {
    if (place >= 0) {
      relay.sweepOf(loop()).remove(this);
    }
  }

  private void endSocket() {
    var unused = context().close();
  }

  private void leave(int status) {
    if (!left) {
      left = true;
      peer.onClosed(status);
    }
  }

  @Override
  public void sweep(long now) {
    RelayLimits.Times times = relay.limits().times();
    if (state == State.CLOSING) {
      Farewell last = farewell;
      if (last == null || last.isOver(queue(), now, times)) {
        endSocket();
      }
      return;
    }
    if (now - supersededAt >= times.sweep()) {
      close(CloseCode.REPLACED);
      return;
    }
    pulse.excuse(pauses != 0, queue());
    if (pulse.isSilent(now, times.silence())) {
      relay.metrics().silentClosed.increment();
      close(CloseCode.SILENT);
      return;
    }
    if (pulse.pingIsDue(now, times.ping())) {
      send(ServerFrames.ping(allocator()));
    }
    peer.sweep(now);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int index) {
    place = index;
  }
}
