package io.sojourn.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/**
 * Finds what is due without looking at everything.
 *
 * <p>Lazy: renewing a lease does not touch the heap. A mark in the heap may be earlier than the
 * real deadline, never later; when it comes up, the real one is asked for and marked again if it
 * lies ahead. So a mark is a hint only, and the order of marks never decides anything.
 *
 * @param <T> what has deadlines
 */
final class Deadlines<T> {

  /** The deadline of something that has none, or is gone. */
  static final long NEVER = Long.MAX_VALUE;

  private record Mark<T>(long at, T of) {}

  private final PriorityQueue<Mark<T>> marks =
      new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
  private final ToLongFunction<T> realDeadline;

  Deadlines(ToLongFunction<T> realDeadline) {
    this.realDeadline = realDeadline;
  }

  /** Notes a deadline: call it whenever something new comes or its deadline moves nearer. */
  void mark(T of) {
    long at = realDeadline.applyAsLong(of);
    if (at != NEVER) {
      marks.add(new Mark<>(at, of));
    }
  }

  /** Takes out everything whose real deadline has come, in no particular order. */
  List<T> takeDue(long now) {
    List<T> due = List.of();
    for (Mark<T> first = marks.peek(); first != null && first.at <= now; first = marks.peek()) {
      marks.poll();
      long real = realDeadline.applyAsLong(first.of);
      if (real > now) {
        mark(first.of);
      } else {
        if (due.isEmpty()) {
          due = new ArrayList<>();
        }
        due.add(first.of);
      }
    }
    return due;
  }

  /** The earliest real deadline, or {@link #NEVER}. */
  long next() {
    for (Mark<T> first = marks.peek(); first != null; first = marks.peek()) {
      if (realDeadline.applyAsLong(first.of) == first.at) {
        return first.at;
      }
      marks.poll();
      mark(first.of);
    }
    return NEVER;
  }
}
