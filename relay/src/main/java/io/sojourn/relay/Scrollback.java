package io.sojourn.relay;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The last output of one terminal, with its size changes in their places: what somebody who joins
 * is shown first.
 *
 * <p>A ring of bytes that always begins at a safe cut (see {@link EscapeTracker}). Bytes are looked
 * at once, when they fall out: what falls out is fed to the tracker, and more falls out until the
 * tracker stands at a safe place. So appending costs O(1) per byte, and no cut positions are
 * stored.
 *
 * <p>The ring starts small and doubles while the budget has room; a terminal whose ring cannot grow
 * forgets its own oldest output, never that of another. Not thread-safe.
 */
final class Scrollback {

  /** What every terminal has whatever the budget says. */
  static final int SMALLEST = 4096;

  /** Receives a replay, in order. */
  interface Replay {
    /** The size from here on. */
    void size(int cols, int rows);

    /** Output; the array is only lent. */
    void output(byte[] bytes, int from, int length);
  }

  private record Resize(long offset, int cols, int rows) {}

  private final int bytesMax;
  private final int resizesMax;
  private final ScrollbackBudget budget;
  private final EscapeTracker fallen = new EscapeTracker();
  private final ArrayDeque<Resize> resizes = new ArrayDeque<>(2);

  private byte[] ring;
  private int head;
  private int size;
  private long end;

  Scrollback(int bytesMax, int resizesMax, ScrollbackBudget budget) {
    this.bytesMax = bytesMax;
    this.resizesMax = resizesMax;
    this.budget = budget;
    this.ring = new byte[Math.min(SMALLEST, bytesMax)];
  }

  /** How many bytes a replay would give. */
  int size() {
    return size;
  }

  /** How many bytes were ever appended. */
  long end() {
    return end;
  }

  /** Gives the room back to the budget; nothing may be appended afterwards. */
  void close() {
    int grown = ring.length - Math.min(SMALLEST, bytesMax);
    ring = new byte[0];
    head = 0;
    size = 0;
    if (grown > 0) {
      budget.giveBack(grown);
    }
  }

  /** Appends output. */
  void append(byte[] bytes, int from, int length) {
    grow(length);
    int at = from;
    int to = from + length;
    while (at < to) {
      int part = Math.min(to - at, ring.length);
      appendPart(bytes, at, part);
      at += part;
    }
  }

  private void appendPart(byte[] bytes, int from, int length) {
    end += length;
    forget(size + length - ring.length);
    int to = from + length;
    // With an empty ring the tracker may still stand inside a sequence longer than the ring.
    int at = size == 0 ? fallen.feedUntilSafe(bytes, from, to) : from;
    int tail = (head + size) % ring.length;
    int first = Math.min(to - at, ring.length - tail);
    System.arraycopy(bytes, at, ring, tail, first);
    System.arraycopy(bytes, at + first, ring, 0, to - at - first);
    size += to - at;
    dropOldResizes();
  }

  /** Lets at least so many of the oldest bytes fall out of the ring, up to a safe place. */
  private void forget(int atLeast) {
    int must = Math.min(atLeast, size);
    while (must > 0) {
      int run = Math.min(must, ring.length - head);
      fallen.feed(ring, head, head + run);
      drop(run);
      must -= run;
    }
    while (size > 0 && !fallen.isSafe()) {
      int run = Math.min(size, ring.length - head);
      drop(fallen.feedUntilSafe(ring, head, head + run) - head);
    }
  }

  private void drop(int count) {
    head = (head + count) % ring.length;
    size -= count;
  }

  private void grow(int more) {
    long wanted = Math.min(bytesMax, (long) size + more);
    int length = ring.length;
    while (length < wanted) {
      int doubled = (int) Math.min(bytesMax, length * 2L);
      if (!budget.take(doubled - length)) {
        break;
      }
      length = doubled;
    }
    if (length == ring.length) {
      return;
    }
    byte[] larger = new byte[length];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    head = 0;
  }

  /** Notes the terminal's size from here on. */
  void resize(int cols, int rows) {
    Resize last = resizes.peekLast();
    if (last != null && last.cols() == cols && last.rows() == rows) {
      return;
    }
    if (last != null && last.offset() == end) {
      resizes.removeLast();
    }
    resizes.addLast(new Resize(end, cols, rows));
    dropOldResizes();
    if (resizes.size() > resizesMax) {
      // Output between two sizes must not be shown in a third: the oldest stretch goes as a whole.
      resizes.removeFirst();
      long start = end - size;
      forget((int) (resizes.getFirst().offset() - start));
      dropOldResizes();
    }
  }

  /** Of the sizes noted before the first kept byte only the last one matters. */
  private void dropOldResizes() {
    long start = end - size;
    while (resizes.size() > 1) {
      Resize first = resizes.removeFirst();
      if (resizes.getFirst().offset() > start) {
        resizes.addFirst(first);
        return;
      }
    }
  }

  /** Replays the kept output from its safe beginning, each size before the output it holds for. */
  void replay(Replay to) {
    long at = end - size;
    Iterator<Resize> next = resizes.iterator();
    while (next.hasNext()) {
      Resize resize = next.next();
      if (resize.offset() > at) {
        output(at, resize.offset(), to);
        at = resize.offset();
      }
      to.size(resize.cols(), resize.rows());
    }
    output(at, end, to);
  }

  private void output(long from, long until, Replay to) {
    int length = (int) (until - from);
    if (length == 0) {
      return;
    }
    int at = (int) ((head + (from - (end - size))) % ring.length);
    int first = Math.min(length, ring.length - at);
    to.output(ring, at, first);
    if (length > first) {
      to.output(ring, 0, length - first);
    }
  }
}
