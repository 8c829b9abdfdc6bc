package io.sojourn.session;

import java.util.function.Function;

/**
 * What became of something asked of the kernel.
 *
 * @param <T> what is handed back when it was done
 */
public sealed interface Outcome<T> {

  /**
   * It was done: durable and applied.
   *
   * @param <T> what is handed back
   * @param value the answer
   */
  record Done<T>(T value) implements Outcome<T> {}

  /**
   * It was not done, and nothing changed.
   *
   * @param <T> what would have been handed back
   * @param why the reason
   */
  record Refused<T>(Refusal why) implements Outcome<T> {}

  /**
   * It may or may not have been done: the log failed, or leadership was lost, before the answer was
   * known. Asking again with the same names is safe where requests are numbered.
   *
   * @param <T> what would have been handed back
   * @param detail one sentence for a person
   */
  record Uncertain<T>(String detail) implements Outcome<T> {}

  /** The same outcome with another value. */
  default <R> Outcome<R> map(Function<? super T, ? extends R> mapping) {
    return switch (this) {
      case Done<T> done -> new Done<>(mapping.apply(done.value()));
      case Refused<T> refused -> new Refused<>(refused.why());
      case Uncertain<T> uncertain -> new Uncertain<>(uncertain.detail());
    };
  }
}
