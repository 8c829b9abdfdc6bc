package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A host that sends as fast as the relay takes it, 64 messages per write, at most a window ahead of
 * those viewers that count.
 */
final class Flood {

  /** What a flood came to. */
  record Result(double deliveredPerSecond, long sent, long delivered, long missed, long skips) {}

  private static final int BURST = 64;
  private static final long WINDOW_MESSAGES = 4096; // half a mebibyte
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Meeting meeting;
  private final List<Meeting.Viewer> paceMakers;
  private final Burst burst;
  private ByteBuffer pending = ByteBuffer.allocate(0);
  private long sent;

  /** Makes a flood that stays within the window of all viewers. */
  Flood(Meeting meeting) {
    this(meeting, meeting.viewers);
  }

  /** Makes a flood that stays within the window of some viewers. */
  Flood(Meeting meeting, List<Meeting.Viewer> paceMakers) {
    this.meeting = meeting;
    this.paceMakers = paceMakers;
    this.burst = meeting.dialect.burst(BURST);
  }

  /** Floods for some time, then waits until everything has come. */
  Result run(double seconds) throws IOException {
    long before = meeting.delivered();
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      step();
    }
    double rate = (meeting.delivered() - before) * 1e9 / (System.nanoTime() - began);
    drain();
    return new Result(rate, sent, meeting.delivered(), meeting.missed(), meeting.skips());
  }

  /** Sends what may be sent now, then reads what has come, or waits a moment for it. */
  void step() throws IOException {
    boolean blocked = !sendWhatFits();
    meeting.hostKey.interestOps(
        blocked ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    meeting.readReady(10);
  }

  /** Answers false when the relay takes no more for now. */
  private boolean sendWhatFits() throws IOException {
    while (true) {
      if (!pending.hasRemaining()) {
        if (sent + BURST > slowest() + WINDOW_MESSAGES) {
          return true;
        }
        pending = burst.numbered(sent + 1, System.nanoTime());
        sent += BURST;
      }
      meeting.host.channel().write(pending);
      if (pending.hasRemaining()) {
        return false;
      }
    }
  }

  private long slowest() {
    long least = Long.MAX_VALUE;
    for (Meeting.Viewer viewer : paceMakers) {
      if (!viewer.gone()) {
        least = Math.min(least, viewer.tally.lastNumber());
      }
    }
    return least == Long.MAX_VALUE ? sent : least;
  }

  /** Waits until every viewer has the last message, or nothing comes any more. */
  void drain() throws IOException {
    long lastProgress = System.nanoTime();
    long before = -1;
    while (System.nanoTime() - lastProgress < DRAIN_NANOS
        && (pending.hasRemaining() || slowest() < sent)) {
      if (pending.hasRemaining()) {
        meeting.host.channel().write(pending);
      }
      meeting.readReady(10);
      if (meeting.delivered() != before) {
        before = meeting.delivered();
        lastProgress = System.nanoTime();
      }
    }
    // What a relay dropped at the very end shows by no later message: it counts as missed too.
  }

  long sent() {
    return sent;
  }
}
