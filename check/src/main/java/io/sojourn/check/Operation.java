package io.sojourn.check;

/**
 * One operation of one client.
 *
 * @param id its place in the order of invocations, from 0
 * @param client who invoked it
 * @param op what was asked
 * @param invokedAt a stamp that orders events, not a time of day
 * @param returnedAt a stamp above {@code invokedAt}; {@link #NEVER} if the outcome is unknown
 * @param outcome how it ended
 * @param <O> what can be asked
 * @param <R> what can be answered
 */
public record Operation<O, R>(
    int id, String client, O op, long invokedAt, long returnedAt, Outcome<R> outcome) {

  /** The return of an operation whose outcome is unknown: it may take effect at any time. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Refuses an operation that ends before it began, or that is unknown and yet has an end. */
  public Operation {
    if (returnedAt <= invokedAt) {
      throw new IllegalArgumentException("operation " + id + " returned before it was invoked");
    }
    if (outcome instanceof Outcome.Unknown && returnedAt != NEVER) {
      throw new IllegalArgumentException("operation " + id + " is unknown and yet has an end");
    }
  }

  /** One line: {@code #3 ann [5,9] get x -> ok 1}. */
  @Override
  public String toString() {
    String end = returnedAt == NEVER ? "..." : Long.toString(returnedAt);
    return "#" + id + " " + client + " [" + invokedAt + "," + end + "] " + op + " -> " + outcome;
  }
}
