package io.sojourn.check;

/**
 * How an object answers when it is asked one thing after the other.
 *
 * @param <S> its states: immutable values with {@code equals} and {@code hashCode}
 * @param <O> what can be asked
 * @param <R> what can be answered: values with {@code equals}
 */
public interface SequentialSpec<S, O, R> {

  /** The state at first. */
  S initial();

  /** What an operation does to a state, and answers. Depends on its arguments alone. */
  Step<S, R> apply(S state, O op);

  /**
   * Whether the state after an operation is the same whatever it was before. Not to say so is never
   * wrong, but lets a search try more.
   */
  default boolean overwrites(O op) {
    return false;
  }

  /**
   * Which of several independent objects an operation is about; a state is that of one of them.
   * Linearizability is local (Herlihy and Wing 1990, theorem 1), so each is checked by itself.
   */
  default Object key(O op) {
    return "";
  }

  /**
   * What came of an operation.
   *
   * @param state the state after it
   * @param result its answer
   */
  record Step<S, R>(S state, R result) {}
}
