package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A host that sends single messages at a fixed rate. The client spins, so that its own waking up is
 * not measured.
 */
final class Trickle {

  /** Latencies in microseconds, and how many messages were missing. */
  record Result(double p50, double p99, long delivered, long missed) {}

  private final Meeting meeting;
  private final Burst one;
  private long sent;

  Trickle(Meeting meeting) {
    this.meeting = meeting;
    this.one = meeting.dialect.burst(1);
  }

  Result run(int perSecond, double seconds) throws IOException {
    long messages = (long) (perSecond * seconds);
    for (Meeting.Viewer viewer : meeting.viewers) {
      viewer.tally.measureLatencies((int) messages);
    }
    long deliveredBefore = meeting.delivered();
    long interval = 1_000_000_000L / perSecond;
    long due = System.nanoTime() + interval;
    for (long i = 0; i < messages; ) {
      long now = System.nanoTime();
      if (now >= due) {
        ByteBuffer frame = one.numbered(++sent, now);
        while (frame.hasRemaining()) {
          meeting.host.channel().write(frame);
        }
        // A client that was off the processor goes on from here: it sends no burst to catch up.
        due = Math.max(due + interval, now);
        i++;
      }
      readAll();
    }
    long end = System.nanoTime() + 500_000_000L;
    while (System.nanoTime() < end && !everythingCame()) {
      readAll();
    }
    List<long[]> all = new ArrayList<>();
    meeting.viewers.forEach(viewer -> all.add(viewer.tally.latencies()));
    long[] latencies = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Result(
        micros(latencies, 0.50),
        micros(latencies, 0.99),
        meeting.delivered() - deliveredBefore,
        meeting.missed() + messages * meeting.viewers.size() - latencies.length);
  }

  private void readAll() throws IOException {
    for (Meeting.Viewer viewer : meeting.viewers) {
      viewer.read();
    }
  }

  private boolean everythingCame() {
    return meeting.viewers.stream().allMatch(viewer -> viewer.tally.lastNumber() == sent);
  }

  private static double micros(long[] sorted, double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))] / 1000.0;
  }
}
