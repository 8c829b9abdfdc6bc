package io.sojourn.connect;

/**
 * How many requests a client is asked to keep outstanding at most. Halved when the kernel has no
 * room, and given back step by step while it answers: what TCP does. Only a request, since the
 * kernel refuses what it has no room for. Thread-safe.
 */
final class Window {

  private static final int STEPS = 16;

  private final int most;
  private int size;
  private int answers;

  /** Answers that still come from before the last halving, and say nothing new. */
  private int stale;

  /**
   * Makes a window.
   *
   * @param most its size when there is room, from 1
   */
  Window(int most, boolean overloaded) {
    this.most = most;
    this.size = overloaded ? half(most) : most;
  }

  private static int half(int size) {
    return Math.max(1, size / 2);
  }

  synchronized int size() {
    return size;
  }

  /** The kernel had no room for a request. Answers whether the window is another now. */
  synchronized boolean overloaded() {
    if (stale > 0) {
      stale--;
      return false;
    }
    stale = size - 1;
    answers = 0;
    int before = size;
    size = half(size);
    return size != before;
  }

  /** The kernel answered a request. Answers whether the window is another now. */
  synchronized boolean answered() {
    stale = Math.max(0, stale - 1);
    if (size == most || ++answers < size) {
      return false;
    }
    answers = 0;
    size = Math.min(most, size + Math.max(1, most / STEPS));
    return true;
  }
}
