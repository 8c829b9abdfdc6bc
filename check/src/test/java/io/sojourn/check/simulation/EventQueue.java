package io.sojourn.check.simulation;

import java.util.PriorityQueue;

/** What will happen, in the order of simulated time; what is due at once happens as it came. */
final class EventQueue {

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  /** Many times what a run takes: where there are more, each makes others. */
  private static final long EVENTS_MAX = 500_000;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long count;
  private long happened;

  /** Simulated microseconds since the beginning. */
  long now() {
    return now;
  }

  /** How many events have happened. */
  long happened() {
    return happened;
  }

  void after(long micros, Runnable what) {
    events.add(new Event(now + micros, count++, what));
  }

  /** Lets everything happen that is due by then. */
  void runUntil(long until) {
    while (!events.isEmpty() && events.peek().at <= until) {
      Event event = events.remove();
      now = event.at;
      if (++happened == EVENTS_MAX) {
        throw new IllegalStateException("events breed events");
      }
      event.what.run();
    }
    now = until;
  }
}
