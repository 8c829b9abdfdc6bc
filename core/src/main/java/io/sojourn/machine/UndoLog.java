package io.sojourn.machine;

import java.util.ArrayDeque;

/** How to undo what one call wrote: step by step, the newest first. */
final class UndoLog {

  /** Puts back what was there before one write. */
  @FunctionalInterface
  interface Step {
    void undo();
  }

  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  void add(Step step) {
    steps.push(step);
  }

  /** How many writes there were. */
  int savepoint() {
    return steps.size();
  }

  /** Undoes what was written since a savepoint. */
  void rollBackTo(int savepoint) {
    if (savepoint < 0 || savepoint > steps.size()) {
      throw new IllegalArgumentException("no savepoint of this call, or one behind another");
    }
    while (steps.size() > savepoint) {
      steps.pop().undo();
    }
  }

  /** Keeps what was written. */
  void keep() {
    steps.clear();
  }
}
