package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of a hub, and what the host sends to them. Used on the hub's event loop only.
 *
 * <p>Frames are encoded once and gathered for as long as one read of the host's socket lasts; then
 * each viewer is handed the same buffer. A viewer for which more waits than its queue may hold
 * holds the host's socket back, but only for the time of {@code patience}: if it has not caught up
 * by then it is closed. So a stalled viewer costs the others one such moment, and no viewer slows
 * the host below half a queue per patience.
 */
final class Audience implements Iterable<ViewerLink> {

  private static final int SMALLEST_BURST = 256;

  private final Relay relay;
  private final Hub hub;
  private final List<ViewerLink> viewers = new ArrayList<>(2);
  private @Nullable ByteBuf burst;
  private int burstCapacity = SMALLEST_BURST;
  private int framesRead;
  private long bytesRead;
  private int behind;
  private @Nullable ScheduledFuture<?> patience;

  Audience(Relay relay, Hub hub) {
    this.relay = relay;
    this.hub = hub;
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
    if (viewer.isBehind()) {
      caughtUp(viewer);
    }
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
      int atLeast = content.readableBytes() + ServerFrames.HEAD_MAX;
      out = ByteBufAllocator.DEFAULT.directBuffer(Math.max(burstCapacity, atLeast));
      burst = out;
    }
    return out;
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
    burst = null;
    // The next burst is likely to be like this one; the guess shrinks slowly and grows at once.
    int shrunk = Math.max(SMALLEST_BURST, burstCapacity - burstCapacity / 4);
    burstCapacity = Math.max(shared.readableBytes(), shrunk);
    try {
      for (int i = viewers.size() - 1; i >= 0; i--) {
        ViewerLink viewer = viewers.get(i);
        if (!viewer.offer(shared)) {
          fallsBehind(viewer);
        }
      }
    } finally {
      shared.release();
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

  // ---- viewers that do not keep up

  private void fallsBehind(ViewerLink viewer) {
    Connection host = hub.hostConnection();
    long millis = relay.limits().times().patience();
    if (millis == 0 || host == null || viewer.isFarBehind()) {
      cut(viewer);
      return;
    }
    if (viewer.isBehind()) {
      return;
    }
    viewer.behind(true);
    behind++;
    host.pause(Connection.VIEWER_BEHIND);
    if (patience == null) {
      relay.metrics().hostHolds.increment();
      patience = hub.loop().schedule(this::patienceIsOver, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether the host is held back for some viewer now. */
  boolean isAnyBehind() {
    return behind > 0;
  }

  /** A viewer that was behind is in step again, or gone. */
  void caughtUp(ViewerLink viewer) {
    viewer.behind(false);
    behind--;
    if (behind == 0) {
      stopWaiting();
      Connection host = hub.hostConnection();
      if (host != null && host.isOpen()) {
        host.resume(Connection.VIEWER_BEHIND);
      }
    }
  }

  private void patienceIsOver() {
    patience = null;
    for (ViewerLink viewer : this) {
      if (viewer.isBehind()) {
        if (viewer.hasCaughtUp()) {
          caughtUp(viewer);
        } else {
          cut(viewer);
        }
      }
    }
  }

  private void stopWaiting() {
    ScheduledFuture<?> timer = patience;
    if (timer != null) {
      patience = null;
      timer.cancel(false);
    }
  }

  private void cut(ViewerLink viewer) {
    relay.metrics().slowViewersClosed.increment();
    viewer.connection().close(CloseCode.SLOW);
  }
}
