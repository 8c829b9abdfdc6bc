package io.sojourn.check;

import java.util.Map;

/**
 * Says whether a history is linearizable: whether each operation can have taken effect at one
 * moment between its invocation and its return (Herlihy and Wing 1990).
 *
 * <p>Pure and thread-safe. Time and memory grow steeply with the number of clients per key: cut a
 * history by keys. Unknown outcomes cost less where the specification says which operations
 * {@linkplain SequentialSpec#overwrites overwrite}, and where a value is written once: 500
 * operations of 5 clients of which 100 are unknown take some ten milliseconds. Both are bounded by
 * the bound of steps.
 */
public final class Linearizability {

  private Linearizability() {}

  /**
   * Looks for a linearization of each key by itself.
   *
   * @param stepsMax how many operations to try for each key before giving up, at least 1
   * @return not linearizable if one key is, else given up if one key was
   */
  public static <S, O, R> Verdict check(
      History<O, R> history, SequentialSpec<S, O, R> spec, long stepsMax) {
    if (stepsMax < 1) {
      throw new IllegalArgumentException("a search takes at least one step");
    }
    long steps = 0;
    Verdict verdict = new Verdict.Linearizable(0);
    for (Map.Entry<Object, History<O, R>> part : history.splitBy(spec::key).entrySet()) {
      Verdict found =
          new LinearizationSearch<>(part.getKey(), part.getValue(), spec, stepsMax).run();
      switch (found) {
        case Verdict.NotLinearizable wrong -> {
          return wrong;
        }
        case Verdict.GaveUp gaveUp -> verdict = gaveUp;
        case Verdict.Linearizable fine -> steps += fine.steps();
      }
    }
    return verdict instanceof Verdict.GaveUp ? verdict : new Verdict.Linearizable(steps);
  }
}
