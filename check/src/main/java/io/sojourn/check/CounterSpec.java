package io.sojourn.check;

/** A counter, 0 at first; whoever adds is told the sum. Adding 0 reads it. */
public final class CounterSpec implements SequentialSpec<Long, CounterSpec.Add, Long> {

  /**
   * Adds to the counter.
   *
   * @param delta how much
   */
  public record Add(long delta) {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Step<Long, Long> apply(Long state, Add add) {
    long sum = state + add.delta();
    return new Step<>(sum, sum);
  }
}
