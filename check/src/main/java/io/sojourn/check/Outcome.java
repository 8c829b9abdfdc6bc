package io.sojourn.check;

/**
 * How an operation ended, as its client saw it.
 *
 * @param <R> what operations answer
 */
public sealed interface Outcome<R> {

  /**
   * It took effect and answered.
   *
   * @param result the answer
   */
  record Ok<R>(R result) implements Outcome<R> {
    @Override
    public String toString() {
      return "ok " + result;
    }
  }

  /** It certainly took no effect and never will. */
  record Failed<R>() implements Outcome<R> {
    @Override
    public String toString() {
      return "failed";
    }
  }

  /** It may have taken effect, may take effect at any later time, or never. */
  record Unknown<R>() implements Outcome<R> {
    @Override
    public String toString() {
      return "unknown";
    }
  }
}
