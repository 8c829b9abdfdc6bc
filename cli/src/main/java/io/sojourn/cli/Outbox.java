package io.sojourn.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent over one connection, bounded by bytes. Safe for several threads; one of
 * them takes.
 */
final class Outbox {
  /** A frame for the wire: text or bytes. */
  sealed interface Frame {
    int size();

    /** A control message. */
    record Text(String json) implements Frame {
      @Override
      public int size() {
        return json.getBytes(StandardCharsets.UTF_8).length;
      }
    }

    /** Bytes of a terminal. */
    record Bytes(ByteBuffer wire) implements Frame {
      @Override
      public int size() {
        return wire.remaining();
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final int bytesMax;
  private int bytes;
  private boolean closed;

  Outbox(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Adds a frame whatever the bound says; for the few small messages that must not be lost. */
  void add(Frame frame) {
    lock.lock();
    try {
      if (!closed) {
        enqueue(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a frame when there is room for it within the given time.
   *
   * @return false when there is no room; a closed box takes everything and sends nothing
   */
  boolean offer(Frame frame, long patienceMillis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    lock.lockInterruptibly();
    try {
      while (!closed && bytes > 0 && bytes + frame.size() > bytesMax) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      if (!closed) {
        enqueue(frame);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next frame, or null once the box is closed and empty. */
  @Nullable Frame take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (frames.isEmpty() && !closed) {
        changed.await();
      }
      Frame frame = frames.poll();
      if (frame != null) {
        bytes -= frame.size();
        changed.signalAll();
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return frames.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the bytes that wait; control messages stay, in their order. */
  void dropBytes() {
    lock.lock();
    try {
      frames.removeIf(frame -> frame instanceof Frame.Bytes);
      bytes = frames.stream().mapToInt(Frame::size).sum();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Frame frame) {
    frames.add(frame);
    bytes += frame.size();
    changed.signalAll();
  }
}
