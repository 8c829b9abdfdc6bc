package io.sojourn.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real linearizable object under concurrent clients: each operation takes effect at one moment
 * between its invocation and its return, or, if its client lost patience, at any later one or
 * never.
 */
final class HonestObject<S, O, R> {

  /** An operation that has not returned, and its answer once it has taken effect. */
  private final class Open {
    private final int id;
    private final O op;
    private @Nullable R result;

    Open(int id, O op) {
      this.id = id;
      this.op = op;
    }
  }

  final HistoryRecorder<O, R> recorder = new HistoryRecorder<>();
  private final SplittableRandom random;
  private final SequentialSpec<S, O, R> spec;
  private final List<Open> open = new ArrayList<>();
  private final List<Open> lost = new ArrayList<>();
  private final Map<Object, S> states = new HashMap<>();
  private final int lostPercent;

  HonestObject(SplittableRandom random, SequentialSpec<S, O, R> spec) {
    this(random, spec, 1);
  }

  /** One whose clients lose patience so often. */
  HonestObject(SplittableRandom random, SequentialSpec<S, O, R> spec, int lostPercent) {
    this.random = random;
    this.spec = spec;
    this.lostPercent = lostPercent;
  }

  /** Lets clients do so many operations; at the end none is open but for the lost ones. */
  void run(int clients, int count, Function<SplittableRandom, O> draw) {
    int invoked = 0;
    while (invoked < count || !open.isEmpty()) {
      int event = random.nextInt(100);
      if (event < 35 && invoked < count && open.size() < clients) {
        O op = draw.apply(random);
        open.add(new Open(recorder.invoke("c" + invoked++ % clients, op), op));
      } else if (event < 70 && !open.isEmpty()) {
        takeEffect(open.get(random.nextInt(open.size())));
      } else if (event < 97 - lostPercent && !open.isEmpty()) {
        finish(open.remove(random.nextInt(open.size())));
      } else if (event < 97 && !open.isEmpty()) {
        giveUp(open.remove(random.nextInt(open.size())));
      } else if (!lost.isEmpty() && random.nextInt(8) == 0) {
        takeEffect(lost.remove(random.nextInt(lost.size())));
      }
    }
    lost.clear();
  }

  /** Does one operation while no other is open, and returns its answer. */
  R alone(O op) {
    Open one = new Open(recorder.invoke("alone", op), op);
    R result = takeEffect(one);
    recorder.ok(one.id, result);
    return result;
  }

  /** Tells a client what did not happen. */
  void lie(O op, R result) {
    recorder.ok(recorder.invoke("liar", op), result);
  }

  S state(Object key) {
    return states.getOrDefault(key, spec.initial());
  }

  private R takeEffect(Open one) {
    R result = one.result;
    if (result == null) {
      Object key = spec.key(one.op);
      SequentialSpec.Step<S, R> step = spec.apply(state(key), one.op);
      states.put(key, step.state());
      result = step.result();
      one.result = result;
    }
    return result;
  }

  private void finish(Open one) {
    if (one.result == null && random.nextInt(10) == 0) {
      recorder.failed(one.id);
    } else {
      recorder.ok(one.id, takeEffect(one));
    }
  }

  private void giveUp(Open one) {
    recorder.unknown(one.id);
    lost.add(one);
  }
}
