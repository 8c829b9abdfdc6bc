package io.sojourn.relay;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The room that scrollback may take. A child takes from its parent too: one budget for the process,
 * one per host below it. Thread-safe.
 */
final class ScrollbackBudget {

  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();
  private final @Nullable ScrollbackBudget parent;

  private ScrollbackBudget(long bytesMax, @Nullable ScrollbackBudget parent) {
    this.bytesMax = bytesMax;
    this.parent = parent;
  }

  static ScrollbackBudget of(long bytesMax) {
    return new ScrollbackBudget(bytesMax, null);
  }

  ScrollbackBudget child(long childBytesMax) {
    return new ScrollbackBudget(childBytesMax, this);
  }

  /** Takes all of {@code bytes} or nothing. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) > bytesMax) {
      used.addAndGet(-bytes);
      return false;
    }
    if (parent != null && !parent.take(bytes)) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
    if (parent != null) {
      parent.giveBack(bytes);
    }
  }

  long used() {
    return used.get();
  }
}
