package io.sojourn.connect;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * The messages that wait for one connection. Any thread adds; one task on the event loop takes all
 * that came until then and makes as few frames of it as it can. Bounded in bytes: past the bound
 * nothing is added, and the connection is to be given up.
 */
final class Outbox {

  /** After how many bytes a frame takes no more messages. */
  private static final int FRAME_BYTES_ENOUGH = 64 << 10;

  private static final int CHUNK = 16;

  private final Connect door;
  private final MessageForm form;
  private final ChannelHandlerContext context;
  private final Runnable drained;
  private final MpscUnboundedArrayQueue<ServerMessage> queue = new MpscUnboundedArrayQueue<>(CHUNK);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final ChannelFutureListener taken = future -> taken();
  private volatile boolean closed;
  private int given;
  private long movedAt;

  /**
   * Makes one.
   *
   * @param drained called on the event loop when what waited was looked at, however much of it the
   *     socket took
   */
  Outbox(Connect door, MessageForm form, ChannelHandlerContext context, Runnable drained) {
    this.door = door;
    this.form = form;
    this.context = context;
    this.drained = drained;
  }

  /** Adds a message, or answers false when there is no room. Any thread may call. */
  boolean offer(ServerMessage message) {
    int weight = ConnectCodec.bytesAtMost(message);
    if (bytes.addAndGet(weight) > door.limits().outputBytesMax()) {
      bytes.addAndGet(-weight);
      return false;
    }
    return queue.offer(message);
  }

  /** Sees to it that what waits is looked at. Any thread may call. */
  void wake() {
    if (draining.compareAndSet(false, true)) {
      onLoop(this::drain);
    }
  }

  /** Runs a task on the event loop; if that has been shut down, nobody is left to be told. */
  void onLoop(Runnable task) {
    try {
      context.channel().eventLoop().execute(task);
    } catch (RejectedExecutionException gone) {
      close();
    }
  }

  private void drain() {
    draining.set(false);
    if (closed) {
      clear();
      return;
    }
    boolean wrote = false;
    while (context.channel().isWritable()) {
      List<ServerMessage> messages = take();
      if (messages.isEmpty()) {
        break;
      }
      write(messages);
      wrote = true;
    }
    if (wrote) {
      context.flush();
    }
    drained.run();
  }

  /** Takes the messages of one frame, in order; empty if none waits. */
  private List<ServerMessage> take() {
    List<ServerMessage> messages = new ArrayList<>();
    long weight = 0;
    while (weight < FRAME_BYTES_ENOUGH && messages.size() < ConnectCodec.FRAME_MESSAGES_MAX) {
      ServerMessage next = queue.relaxedPoll();
      if (next == null) {
        break;
      }
      weight += ConnectCodec.bytesAtMost(next);
      messages.add(next);
    }
    bytes.addAndGet(-weight);
    return messages;
  }

  private void write(List<ServerMessage> messages) {
    messages.forEach(door.metrics()::said);
    door.metrics().framesOut.increment();
    if (given++ == 0) {
      movedAt = door.nowMillis();
    }
    var unused = context.write(form.write(messages)).addListener(taken);
  }

  private void taken() {
    given--;
    movedAt = door.nowMillis();
  }

  /** Whether the socket has taken nothing of what it was given for so long. */
  boolean isStalled(long now, long millis) {
    return given > 0 && now - movedAt >= millis;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** How many bytes wait, at most. */
  long bytes() {
    return bytes.get();
  }

  /** Drops what waits. */
  void clear() {
    while (!take().isEmpty()) {
      // All of it goes.
    }
  }

  /** Takes nothing more; what is still added is dropped. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Sends the last message at once, and takes no more. */
  void sayLast(ServerMessage message) {
    close();
    clear();
    write(List.of(message));
  }
}
