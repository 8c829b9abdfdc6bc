package io.sojourn.check;

import java.util.List;

/** What a search for a linearization came to. */
public sealed interface Verdict {

  /**
   * There is one for every key.
   *
   * @param steps how many operations were tried
   */
  record Linearizable(long steps) implements Verdict {}

  /**
   * There is none, and none for the prefix either, but for every shorter one.
   *
   * @param key which object was wrong
   * @param prefix all operations invoked before the return that no order explains
   * @param order the longest order that was found, which is short of that return
   * @param state the object's state after that order
   * @param stuck the operations that could not follow; the one that had to is the first
   */
  record NotLinearizable(
      Object key,
      List<Operation<?, ?>> prefix,
      List<Operation<?, ?>> order,
      Object state,
      List<Operation<?, ?>> stuck)
      implements Verdict {

    /** Copies the lists. */
    public NotLinearizable {
      prefix = List.copyOf(prefix);
      order = List.copyOf(order);
      stuck = List.copyOf(stuck);
    }

    private static final int SHOWN = 12;

    /** A few lines: the end of the order, the state, and what could not follow. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append("not linearizable at key '").append(key).append("': after ");
      text.append(order.size()).append(" of ").append(prefix.size()).append(" operations\n");
      for (Operation<?, ?> operation :
          order.subList(Math.max(0, order.size() - SHOWN), order.size())) {
        text.append("  ").append(operation).append('\n');
      }
      text.append("the state is ").append(state).append(", and none of these can follow:\n");
      stuck.forEach(operation -> text.append("  ").append(operation).append('\n'));
      return text.toString();
    }
  }

  /**
   * The bound was reached before an answer: nothing is known.
   *
   * @param key at which object
   * @param steps how many operations were tried
   */
  record GaveUp(Object key, long steps) implements Verdict {}
}
