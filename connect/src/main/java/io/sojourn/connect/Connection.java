package io.sojourn.connect;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.sojourn.wire.connect.ServerMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the door: its pings, its end, and between them its {@link Inbox} and its {@link
 * Outbox}. What messages mean is for the {@link Admission} and then the {@link Dialogue} to say.
 *
 * <p>Used on the channel's event loop, but for {@link #send} and {@link #end}, which any thread may
 * call. No timer of its own: the {@link Sweep} of the event loop calls it.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  /** Bytes that the socket was given and has not taken: from here on it is given no more. */
  private static final WriteBufferWaterMark GIVEN = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private enum State {
    /** Messages are taken. */
    OPEN,
    /** None are, but those under way are still answered. */
    ENDING,
    /** The close frame was sent. */
    CLOSING,
    /** The socket is gone. */
    CLOSED
  }

  private final Connect door;
  private final MessageForm form;
  private final Admission admission;
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Inbox inbox;
  private @Nullable Outbox outbox;
  private @Nullable Dialogue link;
  private @Nullable Ending ending;
  private State state = State.OPEN;
  private boolean deaf;
  private long pingedAt;
  private long beganAt;
  private long endingAt;

  Connection(Connect door, MessageForm form, InetAddress source, String key) {
    this.door = door;
    this.form = form;
    this.admission = new Admission(door, this, source, key);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "in a pipeline");
  }

  private Inbox inbox() {
    return Objects.requireNonNull(inbox, "in a pipeline");
  }

  private Outbox outbox() {
    return Objects.requireNonNull(outbox, "in a pipeline");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    outbox = new Outbox(door, form, ctx, this::drained);
    inbox = new Inbox(door, this, form, admission, outbox, ctx.channel().config());
    ctx.channel().config().setWriteBufferWaterMark(GIVEN);
    beganAt = door.nowMillis();
    pingedAt = beganAt;
    door.metrics().connections.increment();
    door.sweepOf(ctx.channel().eventLoop()).add(this);
    if (door.isClosing()) {
      refuse(Fault.SHUTTING_DOWN);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    door.sweepOf(ctx.channel().eventLoop()).remove(this);
    door.metrics().connections.decrement();
    inbox().close();
    outbox().close();
    outbox().clear();
    if (link != null) {
      link.leave();
    }
    told.complete(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      close();
    } else {
      // The decoder reads nothing any more, not even the peer's close frame.
      deaf = true;
      refuse(Fault.of(cause));
    }
  }

  // ---- input

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (msg instanceof WebSocketFrame frame) {
        inbox().heard();
        read(frame);
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  private void read(WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> closedByPeer(close);
      case PingWebSocketFrame ping -> {
        if (state == State.OPEN && context().channel().isWritable()) {
          var unused =
              context().writeAndFlush(new PongWebSocketFrame(ping.content().retain()), voidly());
        }
      }
      case PongWebSocketFrame pong -> {} // it was heard, which is all that it is for
      default -> {
        if (state == State.OPEN) {
          inbox().take(frame);
        }
      }
    }
  }

  /** The session is this connection's: its messages are taken from now on. */
  void admitted(Dialogue to) {
    link = to;
    context().pipeline().remove(FirstBytes.class);
    inbox().admitted(to);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  // ---- output

  /** Sends a message, together with others of the moment. Any thread may call. */
  void send(ServerMessage message) {
    if (outbox().isClosed()) {
      return;
    }
    if (!outbox().offer(message)) {
      onLoop(() -> refuse(Fault.SLOW));
    }
    wake();
  }

  /** Whether something waits to be sent. */
  boolean hasOutput() {
    return !outbox().isEmpty();
  }

  /** Sees to it that what waits is looked at. Any thread may call. */
  void wake() {
    outbox().wake();
  }

  /** Runs a task on the event loop. Any thread may call. */
  void onLoop(Runnable task) {
    outbox().onLoop(task);
  }

  private void drained() {
    if (state == State.ENDING) {
      endIfAnswered();
    } else {
      inbox().proceed();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      wake();
    }
  }

  // ---- the end

  /** Breaks off with a peer; says so in the form that fits what it has. */
  void refuse(Fault fault) {
    end(
        link == null
            ? Ending.rejected(fault.code(), fault.detail(), "", fault.status())
            : Ending.closed(fault.code(), fault.detail(), fault.status()));
  }

  /** Answers what is under way, says the last message, and closes. Any thread may call. */
  void end(Ending how) {
    onLoop(() -> beginEnd(how));
  }

  private void beginEnd(Ending how) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    ending = how;
    endingAt = door.nowMillis();
    door.metrics().refused(how.code());
    inbox().drop();
    if (how.status() == CloseStatus.SLOW) {
      sayLast(how);
    } else {
      wake();
    }
  }

  private void endIfAnswered() {
    Ending how = Objects.requireNonNull(ending, "ending");
    // In this order: an answer is put into the outbox before it counts as given.
    boolean answered = link == null || link.isIdle();
    if (answered && outbox().isEmpty()) {
      sayLast(how);
    }
  }

  private void sayLast(Ending how) {
    state = State.CLOSING;
    endingAt = door.nowMillis();
    outbox().sayLast(how.message());
    var unused =
        context()
            .writeAndFlush(new CloseWebSocketFrame(how.status().status(), how.code()))
            .addListener(sent -> said());
  }

  private void said() {
    told.complete(null);
    if (deaf && context().channel() instanceof DuplexChannel channel) {
      // Closing now would reset the line, and that overtakes what was said.
      var unused = channel.shutdownOutput();
    }
  }

  /** Completes when the last message was handed to the socket, or the socket is gone. */
  CompletableFuture<Void> told() {
    return told;
  }

  private void closedByPeer(CloseWebSocketFrame close) {
    if (state == State.CLOSING) {
      close();
      return;
    }
    state = State.CLOSING;
    endingAt = door.nowMillis();
    inbox().close();
    outbox().close();
    var unused = context().writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
  }

  private void close() {
    var unused = context().close();
  }

  private ChannelPromise voidly() {
    return context().voidPromise();
  }

  /** Looks at the time. */
  void sweep() {
    long now = door.nowMillis();
    ConnectLimits limits = door.limits();
    switch (state) {
      case OPEN -> sweepOpen(now, limits);
      case ENDING -> {
        if (now - endingAt >= limits.lingerMillis()) {
          sayLast(Objects.requireNonNull(ending, "ending"));
        }
      }
      case CLOSING -> {
        if (now - endingAt >= limits.lingerMillis()) {
          close();
        }
      }
      case CLOSED -> {}
    }
  }

  private void sweepOpen(long now, ConnectLimits limits) {
    if (link == null) {
      if (now - beganAt >= limits.firstMessageMillis() && inbox().awaitsFirst()) {
        refuse(Fault.NO_FIRST_MESSAGE);
      }
    } else {
      link.overNow().ifPresent(this::end); // what is said of it below is not heard any more
    }
    long silence = inbox().silence(now);
    if (outbox().isStalled(now, limits.stallMillis())) {
      refuse(Fault.SLOW);
    } else if (!inbox().isPaused() && silence >= limits.silenceMillis()) {
      refuse(Fault.SILENT);
    } else if (silence >= limits.pingMillis() && now - pingedAt >= limits.pingMillis()) {
      pingedAt = now;
      var unused = context().writeAndFlush(new PingWebSocketFrame(), voidly());
    }
  }
}
