package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of a hub, and what the host sends to them. Used on the hub's event loop only.
 *
 * <p>Frames are encoded once and gathered for as long as one read of the host's socket lasts; then
 * each viewer is handed the same buffer. Nobody waits for a viewer: one that is behind is handed
 * the control messages alone (see {@link ViewerLink}), so these are gathered by themselves too.
 */
final class Audience implements Iterable<ViewerLink> {

  private static final int SMALLEST_BURST = 256;

  private final Relay relay;
  private final List<ViewerLink> viewers = new ArrayList<>(2);
  private @Nullable ByteBuf burst;
  private @Nullable ByteBuf control;
  private int burstCapacity = SMALLEST_BURST;
  private int framesRead;
  private long bytesRead;

  Audience(Relay relay) {
    this.relay = relay;
  }

  int size() {
    return viewers.size();
  }

  /** Goes over the viewers there are now; they may leave meanwhile. */
  @Override
  public Iterator<ViewerLink> iterator() {
    return List.copyOf(viewers).iterator();
  }

  void add(ViewerLink viewer) {
    viewers.add(viewer);
    relay.metrics().viewers.increment();
  }

  /** Takes a viewer out; answers whether it was in. */
  boolean remove(ViewerLink viewer) {
    if (!viewers.remove(viewer)) {
      return false;
    }
    relay.metrics().viewers.decrement();
    return true;
  }

  /** Tells those who know our additions. */
  void tellCurrent(byte[] message) {
    for (ViewerLink viewer : this) {
      if (viewer.isCurrent()) {
        viewer.connection().sendText(message);
      }
    }
  }

  /** While too much waits for the host, viewers are not read. */
  void hostFull(boolean full) {
    for (ViewerLink viewer : viewers) {
      if (full) {
        viewer.connection().pause(Connection.HOST_FULL);
      } else {
        viewer.connection().resume(Connection.HOST_FULL);
      }
    }
  }

  // ---- what the host sends

  void text(ByteBuf text) {
    if (!viewers.isEmpty()) {
      ServerFrames.text(burstFor(text), text);
      ByteBuf alone = control;
      if (alone == null) {
        alone = buffer(0, text);
        control = alone;
      }
      ServerFrames.text(alone, text);
      flushIfLarge();
    }
  }

  void binary(ByteBuf frame) {
    framesRead++;
    bytesRead += frame.readableBytes();
    if (!viewers.isEmpty()) {
      ServerFrames.binary(burstFor(frame), frame);
      flushIfLarge();
    }
  }

  private ByteBuf burstFor(ByteBuf content) {
    ByteBuf out = burst;
    if (out == null) {
      out = buffer(burstCapacity, content);
      burst = out;
    }
    return out;
  }

  private static ByteBuf buffer(int capacity, ByteBuf first) {
    int atLeast = first.readableBytes() + ServerFrames.HEAD_MAX;
    return ByteBufAllocator.DEFAULT.directBuffer(Math.max(capacity, atLeast));
  }

  private void flushIfLarge() {
    ByteBuf out = burst;
    if (out != null && out.readableBytes() >= relay.limits().frames().burstBytes()) {
      flush();
    }
  }

  /** Hands what was gathered to every viewer. */
  void flush() {
    count();
    ByteBuf shared = burst;
    if (shared == null) {
      return;
    }
    ByteBuf alone = control;
    burst = null;
    control = null;
    // The next burst is likely to be like this one; the guess shrinks slowly and grows at once.
    int shrunk = Math.max(SMALLEST_BURST, burstCapacity - burstCapacity / 4);
    burstCapacity = Math.max(shared.readableBytes(), shrunk);
    try {
      for (int i = viewers.size() - 1; i >= 0; i--) {
        viewers.get(i).offer(shared, alone);
      }
    } finally {
      shared.release();
      if (alone != null) {
        alone.release();
      }
    }
  }

  private void count() {
    if (framesRead > 0) {
      relay.metrics().framesFromHosts.add(framesRead);
      relay.metrics().bytesFromHosts.add(bytesRead);
      framesRead = 0;
      bytesRead = 0;
    }
  }
}
