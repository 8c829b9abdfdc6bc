package io.sojourn.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The search for a linearization of one object's history. */
final class LinearizationSearch<S, O, R> {

  /*
   * Wing and Gong (1993) with the memory of Lowe (2017, "Testing for linearizability", section 4).
   *
   * Invocations and returns lie in one list in order of their stamps. Any operation whose
   * invocation comes before the first return of the list may be next: if the specification gives
   * the answer that was seen, both its events are lifted out and the search goes on from the head.
   * At a return nothing more may be put before it, so the last choice is taken back. A pair of (set
   * of operations done, state) that was met before leads nowhere new.
   *
   * An unknown outcome has no return and fits every answer: it may be chosen whenever it changes
   * something, and need not be chosen at all. The search is over when no return is left.
   *
   * The furthest return at which a choice was taken back tells the shortest wrong prefix: some
   * order reached it, so every shorter prefix has a linearization, and none passed it.
   *
   * Sets are kept short: operations are numbered in order of their returns, so the set is nearly
   * always a full prefix and a small window; the words of the prefix are only counted. Unknown
   * ones are numbered apart, since they would stay open in every window.
   */

  private final Object key;
  private final SequentialSpec<S, O, R> spec;
  private final long stepsMax;
  private final List<Operation<O, R>> operations = new ArrayList<>();
  private final Event head = new Event(-1, 0, false);
  private final int[] numbers;
  private final int unknownWords;
  private final long[] done;
  private final Set<Configuration<S>> met = new HashSet<>();
  private final ArrayDeque<Choice<S>> choices = new ArrayDeque<>();

  private int returnsLeft;
  private S state;
  private long furthest = -1;
  private int furthestOperation = -1;
  private List<Operation<?, ?>> furthestOrder = List.of();
  private S furthestState;

  LinearizationSearch(
      Object key, History<O, R> history, SequentialSpec<S, O, R> spec, long stepsMax) {
    this.key = key;
    this.spec = spec;
    this.stepsMax = stepsMax;
    this.state = spec.initial();
    this.furthestState = state;
    for (Operation<O, R> operation : history.operations()) {
      if (!(operation.outcome() instanceof Outcome.Failed)) {
        operations.add(operation);
      }
    }
    List<Event> events = new ArrayList<>();
    int unknown = 0;
    this.numbers = new int[operations.size()];
    for (int i = 0; i < numbers.length; i++) {
      Operation<O, R> operation = operations.get(i);
      Event call = new Event(i, operation.invokedAt(), false);
      events.add(call);
      if (operation.outcome() instanceof Outcome.Unknown) {
        numbers[i] = unknown++;
      } else {
        Event end = new Event(i, operation.returnedAt(), true);
        call.end = end;
        events.add(end);
        returnsLeft++;
      }
    }
    // Where stamps are equal the two overlap: the invocation comes first.
    events.sort(
        (a, b) ->
            a.at != b.at ? Long.compare(a.at, b.at) : Boolean.compare(a.isReturn, b.isReturn));
    this.unknownWords = (unknown + 63) / 64;
    this.done = new long[unknownWords + (returnsLeft + 63) / 64];
    link(events);
  }

  private void link(List<Event> events) {
    Event last = head;
    int ended = unknownWords * 64;
    for (Event event : events) {
      last.next = event;
      event.previous = last;
      last = event;
      if (event.isReturn) {
        numbers[event.operation] = ended++;
      }
    }
  }

  Verdict run() {
    long steps = 0;
    Event event = head.next;
    while (returnsLeft > 0) {
      if (event == null) {
        throw new IllegalStateException("a return that is left lies in the list");
      }
      if (event.isReturn) {
        noteHowFar(event);
        Choice<S> last = choices.poll();
        if (last == null) {
          return notLinearizable();
        }
        takeBack(last);
        event = last.call.next;
        continue;
      }
      if (++steps > stepsMax) {
        return new Verdict.GaveUp(key, steps - 1);
      }
      event = choose(event) ? head.next : event.next;
    }
    return new Verdict.Linearizable(steps);
  }

  /** Puts an operation next, unless its answer does not fit or it leads nowhere new. */
  private boolean choose(Event call) {
    Operation<O, R> operation = operations.get(call.operation);
    SequentialSpec.Step<S, R> step = spec.apply(state, operation.op());
    if (operation.outcome() instanceof Outcome.Ok<R> ok) {
      if (!step.result().equals(ok.result())) {
        return false;
      }
    } else if (step.state().equals(state)) {
      return false; // without an answer and without a change, it need not have been
    }
    int number = numbers[call.operation];
    done[number >> 6] |= 1L << number;
    if (!met.add(new Configuration<>(compact(), step.state()))) {
      done[number >> 6] &= ~(1L << number);
      return false;
    }
    choices.push(new Choice<>(call, state));
    state = step.state();
    call.lift();
    if (call.end != null) {
      call.end.lift();
      returnsLeft--;
    }
    return true;
  }

  private void takeBack(Choice<S> choice) {
    Event call = choice.call;
    if (call.end != null) {
      call.end.putBack();
      returnsLeft++;
    }
    call.putBack();
    int number = numbers[call.operation];
    done[number >> 6] &= ~(1L << number);
    state = choice.before;
  }

  /** The set as [full words][unknown words][words after the full ones up to the last one used]. */
  private long[] compact() {
    int from = unknownWords;
    while (from < done.length && done[from] == -1L) {
      from++;
    }
    int to = done.length;
    while (to > from && done[to - 1] == 0) {
      to--;
    }
    long[] compact = new long[1 + unknownWords + to - from];
    compact[0] = from;
    System.arraycopy(done, 0, compact, 1, unknownWords);
    System.arraycopy(done, from, compact, 1 + unknownWords, to - from);
    return compact;
  }

  private void noteHowFar(Event end) {
    boolean further = end.at > furthest;
    if (further || (end.at == furthest && choices.size() > furthestOrder.size())) {
      furthest = end.at;
      furthestOperation = end.operation;
      furthestState = state;
      List<Operation<?, ?>> order = new ArrayList<>(choices.size());
      choices
          .descendingIterator()
          .forEachRemaining(c -> order.add(operations.get(c.call.operation)));
      furthestOrder = order;
    }
  }

  private Verdict notLinearizable() {
    Set<Operation<?, ?>> ordered = new HashSet<>(furthestOrder);
    List<Operation<?, ?>> prefix = new ArrayList<>();
    List<Operation<?, ?>> stuck = new ArrayList<>();
    stuck.add(operations.get(furthestOperation));
    for (Operation<O, R> operation : operations) {
      if (operation.invokedAt() <= furthest) {
        prefix.add(operation);
        if (!ordered.contains(operation) && !stuck.contains(operation)) {
          stuck.add(operation);
        }
      }
    }
    return new Verdict.NotLinearizable(key, prefix, furthestOrder, furthestState, stuck);
  }

  private record Choice<S>(Event call, S before) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by content, see below
  private record Configuration<S>(long[] done, S state) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Configuration<?> that
          && Arrays.equals(done, that.done)
          && state.equals(that.state);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(done) + state.hashCode();
    }
  }

  /** An invocation or a return; lifted out of the list it still knows its place. */
  private static final class Event {
    private final int operation;
    private final long at;
    private final boolean isReturn;
    private @Nullable Event end;
    private @Nullable Event previous;
    private @Nullable Event next;

    Event(int operation, long at, boolean isReturn) {
      this.operation = operation;
      this.at = at;
      this.isReturn = isReturn;
    }

    void lift() {
      if (previous != null) {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
    }

    void putBack() {
      if (previous != null) {
        previous.next = this;
      }
      if (next != null) {
        next.previous = this;
      }
    }
  }
}
