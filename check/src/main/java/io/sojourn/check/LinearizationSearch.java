package io.sojourn.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
   * At a return nothing more may be put before it, so the last choice is taken back.
   *
   * An unknown outcome has no return, fits every answer, and need not be at all; the search is over
   * when no return is left. Taken like the others, n of them are 2^n sets to remember. So they are
   * no choices of their own: they are put in only right before an operation that was answered, as
   * few as possible (first none, then one, then two ...), each only if it changes the state, and of
   * equal ones the earliest first. Nothing is lost by it: in any linearization the unknown ones
   * stand right before some answered one, or at the end, where they can be left out.
   *
   * What was met before is remembered as (answered operations done, state, unknown ones used). To
   * come there again with the same or more unknown ones used up leads nowhere new: whatever can
   * follow could have followed then. A write that nobody saw is thereby given up at the next write.
   *
   * The furthest return at which a choice was taken back tells the shortest wrong prefix: some
   * order reached it, so every shorter prefix has a linearization, and none passed it.
   *
   * Sets are kept short: operations are numbered in order of their returns, so the set is nearly
   * always a full prefix and a small window; the words of the prefix are only counted.
   */

  private final Object key;
  private final SequentialSpec<S, O, R> spec;
  private final long stepsMax;
  private final List<Operation<O, R>> operations = new ArrayList<>();
  private final List<Unanswered<O, R>> unknown = new ArrayList<>();
  private final Event head = new Event(-1, 0, false);
  private final int[] numbers;
  private final long[] done;
  private final Map<Configuration<S>, List<long[]>> met = new HashMap<>();
  private final ArrayDeque<Place> places = new ArrayDeque<>();

  private int returnsLeft;
  private long steps;
  private long furthest = -1;
  private int furthestOperation = -1;
  private List<Operation<?, ?>> furthestOrder = List.of();
  private S furthestState;

  LinearizationSearch(
      Object key, History<O, R> history, SequentialSpec<S, O, R> spec, long stepsMax) {
    this.key = key;
    this.spec = spec;
    this.stepsMax = stepsMax;
    this.furthestState = spec.initial();
    Map<O, Integer> lastOfItsKind = new HashMap<>();
    for (Operation<O, R> operation : history.operations()) {
      switch (operation.outcome()) {
        case Outcome.Ok<R> ok -> operations.add(operation);
        case Outcome.Failed<R> failed -> {}
        case Outcome.Unknown<R> lost -> {
          Integer before = lastOfItsKind.put(operation.op(), unknown.size());
          unknown.add(new Unanswered<>(operation, before == null ? -1 : before));
        }
      }
    }
    this.numbers = new int[operations.size()];
    this.returnsLeft = numbers.length;
    this.done = new long[(numbers.length + 63) / 64];
    link();
  }

  private void link() {
    List<Event> events = new ArrayList<>(2 * operations.size());
    for (int i = 0; i < numbers.length; i++) {
      Event call = new Event(i, operations.get(i).invokedAt(), false);
      Event end = new Event(i, operations.get(i).returnedAt(), true);
      call.end = end;
      events.add(call);
      events.add(end);
    }
    // Where stamps are equal the two overlap: the invocation comes first.
    events.sort(
        Comparator.comparingLong((Event event) -> event.at).thenComparing(event -> event.isReturn));
    Event last = head;
    int ended = 0;
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
    places.push(new Place(null, List.of(), spec.initial(), new long[(unknown.size() + 63) / 64]));
    while (returnsLeft > 0) {
      Place place = places.peek();
      if (place == null) {
        return notLinearizable();
      }
      Event event = place.event;
      if (event == null) {
        throw new IllegalStateException("a return that is left lies in the list");
      }
      if (steps >= stepsMax) {
        return new Verdict.GaveUp(key, steps);
      }
      if (!event.isReturn) {
        place.event = event.next;
        choose(event, place.present());
      } else if (!place.more(event.at)) {
        noteHowFar(event, place);
        takeBack(places.pop());
      }
    }
    return new Verdict.Linearizable(steps);
  }

  /** Puts an operation next, unless its answer does not fit or it leads nowhere new. */
  private void choose(Event call, Reached<S, O, R> from) {
    Operation<O, R> operation = operations.get(call.operation);
    SequentialSpec.Step<S, R> step = step(from.state, operation);
    if (!(operation.outcome() instanceof Outcome.Ok<R> ok) || !step.result().equals(ok.result())) {
      return;
    }
    int number = numbers[call.operation];
    done[number >> 6] |= 1L << number;
    if (!addUnlessCovered(
        met.computeIfAbsent(new Configuration<>(compact(), step.state()), k -> new ArrayList<>(1)),
        from.used)) {
      done[number >> 6] &= ~(1L << number);
      return;
    }
    call.lift();
    end(call).lift();
    returnsLeft--;
    places.push(new Place(call, from.chain, step.state(), from.used));
  }

  private void takeBack(Place place) {
    Event call = place.call;
    if (call != null) {
      end(call).putBack();
      call.putBack();
      returnsLeft++;
      int number = numbers[call.operation];
      done[number >> 6] &= ~(1L << number);
    }
  }

  private SequentialSpec.Step<S, R> step(S state, Operation<O, R> operation) {
    steps++;
    return spec.apply(state, operation.op());
  }

  private static Event end(Event call) {
    Event end = call.end;
    if (end == null) {
      throw new IllegalStateException("whatever is in the list was answered");
    }
    return end;
  }

  /** Adds a set unless one that it contains is there already; drops those that contain it. */
  private static boolean addUnlessCovered(List<long[]> sets, long[] set) {
    for (long[] other : sets) {
      if (contains(set, other)) {
        return false;
      }
    }
    sets.removeIf(other -> contains(other, set));
    sets.add(set);
    return true;
  }

  private static boolean contains(long[] larger, long[] smaller) {
    for (int i = 0; i < larger.length; i++) {
      if ((smaller[i] & ~larger[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The set as [full words][words after the full ones up to the last one used]. */
  private long[] compact() {
    int from = 0;
    while (from < done.length && done[from] == -1L) {
      from++;
    }
    int to = done.length;
    while (to > from && done[to - 1] == 0) {
      to--;
    }
    long[] compact = new long[1 + to - from];
    compact[0] = from;
    System.arraycopy(done, from, compact, 1, to - from);
    return compact;
  }

  private void noteHowFar(Event end, Place place) {
    boolean further = end.at > furthest;
    if (further || (end.at == furthest && places.size() - 1 > furthestOrder.size())) {
      furthest = end.at;
      furthestOperation = end.operation;
      furthestState = place.first.state;
      List<Operation<?, ?>> order = new ArrayList<>(places.size());
      places
          .descendingIterator()
          .forEachRemaining(
              p -> {
                order.addAll(p.before);
                if (p.call != null) {
                  order.add(operations.get(p.call.operation));
                }
              });
      furthestOrder = order;
    }
  }

  private Verdict notLinearizable() {
    Set<Operation<?, ?>> ordered = new HashSet<>(furthestOrder);
    List<Operation<O, R>> all = new ArrayList<>(operations);
    unknown.forEach(one -> all.add(one.operation));
    List<Operation<?, ?>> prefix = new ArrayList<>();
    List<Operation<?, ?>> stuck = new ArrayList<>();
    stuck.add(operations.get(furthestOperation));
    for (Operation<O, R> operation : new History<>(all).operations()) {
      if (operation.invokedAt() <= furthest) {
        prefix.add(operation);
        if (!ordered.contains(operation) && !stuck.contains(operation)) {
          stuck.add(operation);
        }
      }
    }
    return new Verdict.NotLinearizable(key, prefix, furthestOrder, furthestState, stuck);
  }

  /**
   * An operation of unknown outcome.
   *
   * @param before the place of an equal one invoked before it, or -1
   */
  private record Unanswered<O, R>(Operation<O, R> operation, int before) {}

  /** A state that unknown operations lead to from a place. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reached<S, O, R>(S state, long[] used, List<Operation<O, R>> chain) {

    boolean uses(int number) {
      return number >= 0 && (used[number >> 6] & 1L << number) != 0;
    }

    Reached<S, O, R> with(int number, Operation<O, R> operation, S next) {
      long[] more = used.clone();
      more[number >> 6] |= 1L << number;
      List<Operation<O, R>> longer = new ArrayList<>(chain);
      longer.add(operation);
      return new Reached<>(next, more, longer);
    }
  }

  /** A point of the search: what was chosen last, and what is still to be tried after it. */
  private final class Place {
    private final @Nullable Event call;
    private final List<Operation<O, R>> before;
    private final Reached<S, O, R> first;
    private @Nullable Event event = head.next;
    private @Nullable Map<S, List<long[]>> seen;
    private List<Reached<S, O, R>> level;
    private int at;

    Place(@Nullable Event call, List<Operation<O, R>> before, S state, long[] used) {
      this.call = call;
      this.before = before;
      this.first = new Reached<>(state, used, List.of());
      this.level = List.of(first);
    }

    Reached<S, O, R> present() {
      return level.get(at);
    }

    /** Goes on to the next state that unknown operations lead to, if there is one. */
    boolean more(long firstReturn) {
      if (++at == level.size()) {
        level = nextLevel(firstReturn);
        at = 0;
      }
      event = head.next;
      return !level.isEmpty();
    }

    private List<Reached<S, O, R>> nextLevel(long firstReturn) {
      Map<S, List<long[]>> all = seen;
      if (all == null) {
        all = new HashMap<>();
        all.put(first.state, new ArrayList<>(List.of(first.used)));
        seen = all;
      }
      List<Reached<S, O, R>> next = new ArrayList<>();
      for (Reached<S, O, R> from : level) {
        for (int i = 0; i < unknown.size(); i++) {
          Unanswered<O, R> one = unknown.get(i);
          if (one.operation.invokedAt() > firstReturn || steps >= stepsMax) {
            break; // they stand in the order of their invocations
          }
          if (from.uses(i)
              || (one.before >= 0 && !from.uses(one.before))
              || (!from.chain.isEmpty() && spec.overwrites(one.operation.op()))) {
            continue; // used, or an earlier equal one is left, or what it overwrites was in vain
          }
          S state = step(from.state, one.operation).state();
          if (!state.equals(from.state)) {
            Reached<S, O, R> reached = from.with(i, one.operation, state);
            if (addUnlessCovered(
                all.computeIfAbsent(state, s -> new ArrayList<>(1)), reached.used)) {
              next.add(reached);
            }
          }
        }
      }
      return next;
    }
  }

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
