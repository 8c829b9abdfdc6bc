package io.sojourn.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Finds what is due without looking at everything: a binary heap in which each thing has at most
 * one mark, so that it never holds more than there are things, nor anything that is gone.
 *
 * <p>Lazy: renewing a lease does not touch the heap. A mark may be earlier than the real deadline,
 * never later; when it comes up, the real one is asked for and the mark moved there if it lies
 * ahead. So a mark is a hint only, and the order of marks never decides anything.
 *
 * @param <T> what has deadlines
 */
final class Deadlines<T> {

  /** The deadline of something that has none. */
  static final long NEVER = Long.MAX_VALUE;

  /** The place of one thing in the heap; belongs to that thing for its whole life. */
  static final class Mark<T> {
    private final T of;
    private long at;
    private int place = NOWHERE;

    Mark(T of) {
      this.of = of;
    }

    /** The deadline that was last noted; of no meaning unless the thing is in the heap. */
    long at() {
      return at;
    }
  }

  private static final int NOWHERE = -1;

  private final ArrayList<Mark<T>> heap = new ArrayList<>();
  private final ToLongFunction<T> realDeadline;

  Deadlines(ToLongFunction<T> realDeadline) {
    this.realDeadline = realDeadline;
  }

  /** Notes a deadline: call it for something new, and whenever a deadline moves nearer. */
  void set(Mark<T> mark) {
    mark.at = realDeadline.applyAsLong(mark.of);
    if (mark.place == NOWHERE) {
      mark.place = heap.size();
      heap.add(mark);
    }
    settle(mark);
  }

  /** Whether something has a deadline here. */
  boolean has(Mark<T> mark) {
    return mark.place != NOWHERE;
  }

  /** Forgets something; nothing happens if it is not in the heap. */
  void forget(Mark<T> mark) {
    int hole = mark.place;
    if (hole == NOWHERE) {
      return;
    }
    mark.place = NOWHERE;
    Mark<T> last = heap.remove(heap.size() - 1);
    if (last != mark) {
      place(last, hole);
      settle(last);
    }
  }

  /** Takes out everything whose real deadline has come, in no particular order. */
  List<T> takeDue(long now) {
    List<T> due = List.of();
    while (!heap.isEmpty() && heap.get(0).at <= now) {
      Mark<T> first = heap.get(0);
      if (realDeadline.applyAsLong(first.of) > now) {
        set(first);
        continue;
      }
      forget(first);
      if (due.isEmpty()) {
        due = new ArrayList<>();
      }
      due.add(first.of);
    }
    return due;
  }

  /** The earliest real deadline, or {@link #NEVER}. */
  long next() {
    while (!heap.isEmpty()) {
      Mark<T> first = heap.get(0);
      if (realDeadline.applyAsLong(first.of) == first.at) {
        return first.at;
      }
      set(first);
    }
    return NEVER;
  }

  /** How many things have a mark. */
  int size() {
    return heap.size();
  }

  private void settle(Mark<T> mark) {
    int at = mark.place;
    while (at > 0 && mark.at < heap.get((at - 1) / 2).at) {
      place(heap.get((at - 1) / 2), at);
      at = (at - 1) / 2;
    }
    for (int child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
      if (child + 1 < heap.size() && heap.get(child + 1).at < heap.get(child).at) {
        child++;
      }
      if (heap.get(child).at >= mark.at) {
        break;
      }
      place(heap.get(child), at);
      at = child;
    }
    place(mark, at);
  }

  private void place(Mark<T> mark, int at) {
    heap.set(at, mark);
    mark.place = at;
  }
}
