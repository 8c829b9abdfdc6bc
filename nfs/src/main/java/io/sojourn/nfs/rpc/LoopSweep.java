package io.sojourn.nfs.rpc;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks at all connections of one event loop once in a while: whatever takes too long ends with one
 * timer. It also is their clock, which reads the time once per sweep. On its event loop only.
 */
final class LoopSweep {

  private final Set<Line> lines = new HashSet<>();
  private long nowMillis = readClock();

  private LoopSweep() {}

  /** Makes one for an event loop, and starts it. */
  static LoopSweep start(EventLoop loop, long everyMillis) {
    LoopSweep sweep = new LoopSweep();
    var unused =
        loop.scheduleWithFixedDelay(
            sweep::sweep, everyMillis, everyMillis, TimeUnit.MILLISECONDS); // ends with the loop
    return sweep;
  }

  private static long readClock() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** The time at the last sweep, in milliseconds of no particular beginning. */
  long nowMillis() {
    return nowMillis;
  }

  void add(Line line) {
    lines.add(line);
  }

  void remove(Line line) {
    lines.remove(line);
  }

  private void sweep() {
    nowMillis = readClock();
    List<Line> all = new ArrayList<>(lines); // a connection that is closed leaves the set
    for (Line line : all) {
      line.sweep(nowMillis);
    }
  }
}
