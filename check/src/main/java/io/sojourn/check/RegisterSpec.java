package io.sojourn.check;

/** A register of one number, 0 at first, with read, write and compare-and-set. */
public final class RegisterSpec
    implements SequentialSpec<Long, RegisterSpec.Op, RegisterSpec.Result> {

  /** What can be asked. */
  public sealed interface Op {}

  /** Asks for the number. */
  public record Read() implements Op {}

  /**
   * Replaces the number.
   *
   * @param value the new one
   */
  public record Write(long value) implements Op {}

  /**
   * Replaces the number if it is the expected one.
   *
   * @param expected the number that must be there
   * @param value the new one
   */
  public record CompareAndSet(long expected, long value) implements Op {}

  /** What can be answered. */
  public sealed interface Result {}

  /**
   * The number read.
   *
   * @param value the number
   */
  public record Value(long value) implements Result {}

  /** The number was written. */
  public record Written() implements Result {}

  /**
   * Whether the number was replaced.
   *
   * @param done true if it was the expected one
   */
  public record Swapped(boolean done) implements Result {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public boolean overwrites(Op op) {
    return op instanceof Write;
  }

  @Override
  public Step<Long, Result> apply(Long state, Op op) {
    return switch (op) {
      case Read read -> new Step<>(state, new Value(state));
      case Write write -> new Step<>(write.value(), new Written());
      case CompareAndSet cas ->
          state == cas.expected()
              ? new Step<>(cas.value(), new Swapped(true))
              : new Step<>(state, new Swapped(false));
    };
  }
}
