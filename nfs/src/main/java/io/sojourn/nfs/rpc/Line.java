package io.sojourn.nfs.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection as its event loop sees it. Bytes become records, records become calls and replies;
 * what is sent leaves at the end of a read, or of a burst from other threads, with one flush. When
 * too much is under way it is not read until half of that is done.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails is a connection that is closed
final class Line extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Line.class);

  private static final int CALL = 0;
  private static final int REPLY = 1;

  private final Channel channel;
  private final RpcLimits limits;
  private final RpcMetrics metrics;
  private final LoopSweep sweep;
  private final RpcConnection connection;
  private final RecordReader reader;
  private final CallReader calls;
  private final CallsOut callsOut;
  private final RecordOutput output;
  private final Outbox outbox = new Outbox();
  private final Runnable drain = this::drain;

  /** What was read and not decoded, because the connection is paused. */
  private final Deque<ByteBuf> held = new ArrayDeque<>();

  private boolean counted;
  private boolean closed;

  /** Whether the loop is in a read or a drain, at whose end all that was sent is flushed. */
  private boolean flushFollows;

  private boolean drainFollows;
  private boolean paused;

  /** Whether nothing more is read, and the connection is closed when all is answered. */
  private boolean finishing;

  private int callsUnderWay;
  private long bytesUnderWay;
  private long heardAt;
  private long recordSince;

  Line(
      Channel channel,
      RpcLimits limits,
      RpcMetrics metrics,
      List<RpcProgram> programs,
      LoopSweep sweep) {
    this.channel = channel;
    this.limits = limits;
    this.metrics = metrics;
    this.sweep = sweep;
    this.reader = new RecordReader(limits.records().bytes(), limits.records().fragments());
    this.calls = new CallReader(this, programs);
    this.callsOut = new CallsOut(limits, metrics, sweep);
    this.output = new RecordOutput(channel, sweep);
    this.connection = new RpcConnection(this);
  }

  Channel channel() {
    return channel;
  }

  RpcConnection connection() {
    return connection;
  }

  CallsOut callsOut() {
    return callsOut;
  }

  RecordOutput output() {
    return output;
  }

  boolean isOnLoop() {
    return channel.eventLoop().inEventLoop();
  }

  /** Closes the connection. Any thread. */
  void close() {
    channel.close();
  }

  /** Reads no more, answers what is under way, then closes. Any thread. */
  void finish() {
    channel
        .eventLoop()
        .execute(
            () -> {
              finishing = true;
              paused = true;
              channel.config().setAutoRead(false);
              drainSoon();
            });
  }

  private void close(RpcRefusal reason) {
    if (channel.isActive()) {
      metrics.refused(reason);
      log.debug("{} is closed: {}", connection, reason);
    }
    channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    counted = true;
    metrics.opened.increment();
    heardAt = sweep.nowMillis();
    sweep.add(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed = true;
    sweep.remove(this);
    if (counted) {
      metrics.closed.increment();
    }
    held.forEach(ByteBuf::release);
    held.clear();
    callsOut.failAll(output);
    output.release();
    dropOutbox();
    connection.closed();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    flushFollows = true;
    metrics.bytesIn.add(in.readableBytes());
    if (closed) {
      in.release();
    } else if (paused) {
      held.addLast(in);
    } else {
      decode(in);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush();
    flushFollows = false;
    if (paused && !isHalfFull()) {
      drainSoon();
    }
  }

  /** Takes the records of a buffer, and the buffer: it is held while the connection is paused. */
  private void decode(ByteBuf in) {
    try {
      if (!reader.isWithinRecord()) {
        recordSince = sweep.nowMillis();
      }
      while (in.isReadable()) {
        if (isFull()) {
          pause();
          held.addFirst(in.retain());
          break;
        }
        byte[] record = reader.next(in);
        if (record != null) {
          recordSince = sweep.nowMillis();
          heardAt = recordSince;
          take(record);
        }
      }
    } catch (BrokenStream e) {
      flush();
      close(e.reason());
    } finally {
      in.release();
      metrics.calls.add(calls.takeCount());
    }
  }

  private void take(byte[] record) throws BrokenStream {
    XdrReader from = new XdrReader(record);
    try {
      int xid = from.readInt();
      switch (from.readInt()) {
        case CALL -> calls.take(xid, record, from);
        case REPLY -> callsOut.answer(xid, record, from);
        default -> throw new BrokenStream(RpcRefusal.NOT_RPC);
      }
    } catch (XdrException e) {
      throw new BrokenStream(RpcRefusal.NOT_RPC);
    }
  }

  /** A call is handed over. */
  void began(RpcCall call) {
    callsUnderWay++;
    bytesUnderWay += call.record().length;
  }

  /** A call that was handed over is answered. */
  void ended(RpcCall call) {
    callsUnderWay--;
    bytesUnderWay -= call.record().length;
  }

  /** Writes a reply that refuses a call. */
  void refuse(int xid, RpcRefusal reason, int low, int high) {
    metrics.refused(reason);
    output.refuse(xid, reason, low, high);
  }

  /** Sends a message. Any thread. */
  void send(Outgoing message) {
    if (!isOnLoop()) {
      if (outbox.add(message)) {
        wake();
      }
    } else if (closed) {
      message.drop();
    } else {
      message.writeTo(this);
      if (!flushFollows) {
        drainSoon();
      }
    }
  }

  private void wake() {
    try {
      channel.eventLoop().execute(drain);
    } catch (RejectedExecutionException gone) {
      dropOutbox();
    }
  }

  private void drainSoon() {
    if (!drainFollows) {
      drainFollows = true;
      wake();
    }
  }

  /** Writes what other threads want to send, goes on reading if it may, and flushes. */
  private void drain() {
    drainFollows = false;
    if (closed) {
      dropOutbox();
      return;
    }
    flushFollows = true;
    try {
      Outgoing next = outbox.takeAll();
      while (next != null) {
        Outgoing below = next.below;
        next.below = null;
        next.writeTo(this);
        next = below;
      }
      if (paused && !finishing && !isHalfFull()) {
        resume();
      }
      flush();
      if (finishing && callsUnderWay == 0) {
        // Behind all that was sent before.
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      flushFollows = false;
    }
  }

  private void dropOutbox() {
    Outgoing next = outbox.takeAll();
    while (next != null) {
      Outgoing below = next.below;
      next.below = null;
      next.drop();
      next = below;
    }
  }

  private void flush() {
    if (closed) {
      return;
    }
    long bytes = output.flush();
    if (bytes > 0) {
      metrics.bytesOut.add(bytes);
      if (channel.bytesBeforeWritable() > limits.unsent().bytesMax()) {
        close(RpcRefusal.OUTPUT_TOO_LARGE);
      }
    }
  }

  private boolean isFull() {
    return callsUnderWay >= limits.calls().in()
        || bytesUnderWay >= limits.calls().inBytes()
        || !channel.isWritable();
  }

  /** Whether more than half of what makes it full is under way. */
  private boolean isHalfFull() {
    return callsUnderWay > limits.calls().in() / 2
        || bytesUnderWay > limits.calls().inBytes() / 2
        || !channel.isWritable(); // which has a low mark of its own
  }

  private void pause() {
    paused = true;
    metrics.pauses.increment();
    channel.config().setAutoRead(false);
  }

  private void resume() {
    paused = false;
    recordSince = sweep.nowMillis();
    heardAt = recordSince;
    while (!paused && !closed) {
      ByteBuf next = held.pollFirst();
      if (next == null) {
        channel.config().setAutoRead(true);
        return;
      }
      decode(next);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (paused && channel.isWritable()) {
      drainSoon();
    }
  }

  /** Time went by: what takes too long is ended. */
  void sweep(long now) {
    callsOut.expire(now);
    // The clock is at most a sweep behind: nothing ends too early.
    long before = now - limits.millis().sweep();
    if (output.isStalled(before, limits.millis().stall())) {
      close(RpcRefusal.OUTPUT_STALLED);
    } else if (paused) {
      return;
    } else if (reader.isWithinRecord() && before - recordSince >= limits.millis().record()) {
      close(RpcRefusal.RECORD_TOO_SLOW);
    } else if (isIdle() && before - heardAt >= limits.millis().idle()) {
      close(RpcRefusal.IDLE);
    }
  }

  private boolean isIdle() {
    return callsUnderWay == 0 && callsOut.isEmpty();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      channel.close(); // the network's
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    log.warn("{} is closed", connection, cause);
    close(RpcRefusal.FAULT);
  }
}
