package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one connection: a client that sends its request, or takes its response, byte by
 * byte is cut off when the whole has taken too long, however regularly the bytes come.
 *
 * <p>Stands first in the pipeline, where it sees the first byte of a request before the decoder
 * does. All calls are made on the connection's event loop. One timer serves all phases: it is armed
 * again when it fires early, so that a busy connection does not schedule anything per request.
 */
final class RequestClock extends ChannelInboundHandlerAdapter {

  /** Where in its conversation a connection is. */
  enum Phase {
    /** Between two requests. */
    IDLE,
    /** Inside a request line or header fields. */
    HEAD,
    /** Inside a body. */
    BODY,
    /** The request is complete and being handled: the handler has bounds of its own. */
    HANDLING,
    /** The client is taking the response. */
    WRITING
  }

  /** Is told when a phase has taken too long. */
  @FunctionalInterface
  interface Expiry {
    void expired(Phase phase);
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final HttpLimits limits;
  private final Expiry expiry;
  private Phase phase = Phase.IDLE;
  private long deadlineNanos = NEVER;
  private long firesAtNanos = NEVER;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timer;

  RequestClock(HttpLimits limits, Expiry expiry) {
    this.limits = limits;
    this.expiry = expiry;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    enter(Phase.IDLE);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    context = null;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
    ctx.fireChannelRead(message);
  }

  void enter(Phase next) {
    phase = next;
    long millis =
        switch (next) {
          case IDLE -> limits.idleTimeout().toMillis();
          case HEAD -> limits.headTimeout().toMillis();
          case BODY -> limits.bodyTimeout().toMillis();
          case WRITING -> limits.writeTimeout().toMillis();
          case HANDLING -> -1;
        };
    if (millis < 0) {
      deadlineNanos = NEVER;
      return;
    }
    deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (timer == null || firesAtNanos - deadlineNanos > 0) {
      arm();
    }
  }

  private void arm() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (context == null) {
      return;
    }
    firesAtNanos = deadlineNanos;
    long delay = Math.max(0, deadlineNanos - System.nanoTime());
    timer = context.executor().schedule(this::fire, delay, TimeUnit.NANOSECONDS);
  }

  private void fire() {
    timer = null;
    if (deadlineNanos == NEVER) {
      return;
    }
    if (deadlineNanos - System.nanoTime() > 0) {
      arm();
    } else {
      deadlineNanos = NEVER;
      expiry.expired(phase);
    }
  }
}
