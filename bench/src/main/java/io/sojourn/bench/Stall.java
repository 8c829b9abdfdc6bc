package io.sojourn.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A host that floods three viewers, of which two stop reading for a while and then go on. */
final class Stall {

  /**
   * What came of it.
   *
   * @param goodPerSecond messages per second at the viewer that went on reading
   * @param goodGapMillis the longest time in which that viewer got nothing
   * @param goodMissed what it missed
   * @param memoryPeak of the server, MiB
   * @param memoryGrowth from before to the end of the stall, MiB
   * @param fate what became of the stalled ones
   */
  record Result(
      double goodPerSecond,
      double goodGapMillis,
      long goodMissed,
      double memoryPeak,
      double memoryGrowth,
      String fate) {}

  private static final int STALLED = 2;
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Meeting meeting;
  private final ServerProcess server;
  private final Meeting.Viewer good;
  private final Flood flood;

  /** Makes a stall of a meeting with three viewers; the last one is the good one. */
  Stall(Meeting meeting, ServerProcess server) {
    this.meeting = meeting;
    this.server = server;
    this.good = meeting.viewers.getLast();
    this.flood = new Flood(meeting, List.of(good));
  }

  Result run(double seconds, double secondsAfter) throws IOException {
    List<Meeting.Viewer> stalled = meeting.viewers.subList(0, STALLED);
    setReading(stalled, false);
    double before = server.residentMib();
    double peak = before;
    long deliveredBefore = good.tally.delivered();
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    long lastProgress = began;
    long lastDelivered = deliveredBefore;
    long gap = 0;
    long nextSample = began;
    for (long now = began; now < end; now = System.nanoTime()) {
      flood.step();
      if (good.tally.delivered() != lastDelivered) {
        lastDelivered = good.tally.delivered();
        gap = Math.max(gap, now - lastProgress);
        lastProgress = now;
      }
      if (now >= nextSample) {
        peak = Math.max(peak, server.residentMib());
        nextSample = now + SAMPLE_NANOS;
      }
    }
    gap = Math.max(gap, end - lastProgress);
    double rate = (good.tally.delivered() - deliveredBefore) / seconds;
    double grown = server.residentMib() - before;
    setReading(stalled, true);
    long endAfter = System.nanoTime() + (long) (secondsAfter * 1e9);
    while (System.nanoTime() < endAfter) {
      meeting.readReady(10);
    }
    return new Result(
        rate, gap / 1e6, good.tally.missed(), Math.max(peak, before + grown), grown, fate(stalled));
  }

  private void setReading(List<Meeting.Viewer> viewers, boolean reading) {
    for (SelectionKey key : meeting.selector.keys()) {
      if (key.isValid() && key.attachment() instanceof Meeting.Viewer v && viewers.contains(v)) {
        key.interestOps(reading ? SelectionKey.OP_READ : 0);
      }
    }
  }

  private String fate(List<Meeting.Viewer> stalled) {
    List<String> fates = new ArrayList<>();
    for (Meeting.Viewer viewer : stalled) {
      String fate;
      if (viewer.gone()) {
        fate = "cut off with " + viewer.closeCode();
      } else if (viewer.tally.missed() > 0) {
        fate = "lost " + Figures.text((double) viewer.tally.missed()) + " messages unknowingly";
      } else if (viewer.tally.lastNumber() == flood.sent()) {
        fate = viewer.tally.skips() > 0 ? "shown the latest, and told so" : "got everything";
      } else {
        fate = "still behind by " + Figures.text((double) flood.sent() - viewer.tally.lastNumber());
      }
      if (!fates.contains(fate)) {
        fates.add(fate);
      }
    }
    return String.join(" / ", fates);
  }
}
