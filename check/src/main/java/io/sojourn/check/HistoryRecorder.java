package io.sojourn.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what clients do while they do it. Invocations and returns get consecutive stamps in the
 * order of the calls: a client calls {@link #invoke} before it sends and {@link #ok} after it has
 * received, so that the recorded interval covers the real one.
 *
 * <p>Thread-safe. Ending an operation twice throws {@link IllegalStateException}.
 *
 * @param <O> what can be asked
 * @param <R> what can be answered
 */
public final class HistoryRecorder<O, R> {

  private final List<Operation<O, R>> operations = new ArrayList<>();
  private final List<Boolean> ended = new ArrayList<>();
  private long stamp;

  /** Notes that a client begins an operation; returns its id. */
  public synchronized int invoke(String client, O op) {
    int id = operations.size();
    operations.add(
        new Operation<>(id, client, op, ++stamp, Operation.NEVER, new Outcome.Unknown<>()));
    ended.add(false);
    return id;
  }

  /** Notes that an operation answered. */
  public synchronized void ok(int id, R result) {
    end(id, new Outcome.Ok<>(result));
  }

  /** Notes that an operation certainly took no effect. */
  public synchronized void failed(int id) {
    end(id, new Outcome.Failed<>());
  }

  /** Notes that its client gave the operation up without knowing how it ended. */
  public synchronized void unknown(int id) {
    end(id, null);
  }

  private void end(int id, @Nullable Outcome<R> outcome) {
    if (ended.get(id)) {
      throw new IllegalStateException("operation " + id + " ended before");
    }
    ended.set(id, true);
    if (outcome != null) {
      Operation<O, R> open = operations.get(id);
      operations.set(
          id, new Operation<>(id, open.client(), open.op(), open.invokedAt(), ++stamp, outcome));
    }
  }

  /** What was recorded so far; an operation that has not ended is unknown. */
  public synchronized History<O, R> history() {
    return new History<>(operations);
  }
}
