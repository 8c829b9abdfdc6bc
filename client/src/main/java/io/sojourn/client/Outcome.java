package io.sojourn.client;

/**
 * What became of a request or a query.
 *
 * @param <T> what is handed back when it was done
 */
public sealed interface Outcome<T> {

  /**
   * It was executed, once: durable and applied.
   *
   * @param <T> what is handed back
   * @param value the answer
   */
  record Done<T>(T value) implements Outcome<T> {}

  /**
   * It had no effect and will have none: the server said so, or it was never sent.
   *
   * @param <T> what would have been handed back
   * @param code the stable reason, the server's or one of {@link RefusalCode}
   * @param detail one sentence for a person
   */
  record Refused<T>(String code, String detail) implements Outcome<T> {}

  /**
   * It may have been executed, once, or may not, and the answer is not known here: the deadline
   * passed, the session ended or the client was closed before it came.
   *
   * @param <T> what would have been handed back
   * @param detail one sentence for a person
   */
  record Unknown<T>(String detail) implements Outcome<T> {}
}
