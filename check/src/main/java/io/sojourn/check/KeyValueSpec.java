package io.sojourn.check;

import java.util.Optional;

/** A map from names to texts, empty at first: each key is an object of its own. */
public final class KeyValueSpec
    implements SequentialSpec<Optional<String>, KeyValueSpec.Op, KeyValueSpec.Result> {

  /** What can be asked. */
  public sealed interface Op {
    /** The key that it is about. */
    String key();
  }

  /**
   * Asks for a value.
   *
   * @param key whose
   */
  public record Get(String key) implements Op {}

  /**
   * Sets a value.
   *
   * @param key whose
   * @param value the new one
   */
  public record Put(String key, String value) implements Op {}

  /**
   * Removes a value.
   *
   * @param key whose
   */
  public record Remove(String key) implements Op {}

  /**
   * Sets a value if the present one is as expected.
   *
   * @param key whose
   * @param expected what must be there; empty for nothing
   * @param value the new one
   */
  public record CompareAndSet(String key, Optional<String> expected, String value) implements Op {}

  /**
   * Adds to a value that is a number; nothing counts as 0. Not for a key that is given other
   * values.
   *
   * @param key whose
   * @param by how much
   */
  public record Increment(String key, long by) implements Op {}

  /** What can be answered. */
  public sealed interface Result {}

  /**
   * The value after an increment.
   *
   * @param value the sum
   */
  public record Counted(long value) implements Result {}

  /**
   * The value read.
   *
   * @param value empty if there is none
   */
  public record Value(Optional<String> value) implements Result {}

  /** The value was set or removed. */
  public record Done() implements Result {}

  /**
   * Whether the value was set.
   *
   * @param done true if the one before was as expected
   */
  public record Swapped(boolean done) implements Result {}

  @Override
  public Optional<String> initial() {
    return Optional.empty();
  }

  @Override
  public Object key(Op op) {
    return op.key();
  }

  @Override
  public boolean overwrites(Op op) {
    return op instanceof Put || op instanceof Remove;
  }

  @Override
  public Step<Optional<String>, Result> apply(Optional<String> state, Op op) {
    return switch (op) {
      case Get get -> new Step<>(state, new Value(state));
      case Put put -> new Step<>(Optional.of(put.value()), new Done());
      case Remove remove -> new Step<>(Optional.empty(), new Done());
      case CompareAndSet cas ->
          state.equals(cas.expected())
              ? new Step<>(Optional.of(cas.value()), new Swapped(true))
              : new Step<>(state, new Swapped(false));
      case Increment increment -> {
        long sum = Long.parseLong(state.orElse("0")) + increment.by();
        yield new Step<>(Optional.of(Long.toString(sum)), new Counted(sum));
      }
    };
  }
}
