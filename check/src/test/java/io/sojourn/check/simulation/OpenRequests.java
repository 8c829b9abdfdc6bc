package io.sojourn.check.simulation;

import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.machine.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The requests of a session that were not answered yet, by their numbers. */
final class OpenRequests {

  /** What was never sent, or is to be sent again at once. */
  static final long NEVER = Long.MIN_VALUE / 2;

  private static final int WINDOW = 4;

  /** A request. */
  static final class Pending {
    final Drawing.Drawn drawn;
    final long giveUpAt;
    long sentAt = NEVER;

    Pending(Drawing.Drawn drawn, long giveUpAt) {
      this.drawn = drawn;
      this.giveUpAt = giveUpAt;
    }
  }

  private final Scene scene;
  private final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history;
  private final TreeMap<Long, Pending> open = new TreeMap<>();
  private long next = 1;

  OpenRequests(Scene scene) {
    this.scene = scene;
    this.history = scene.witness().history();
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  boolean isFull() {
    return open.size() >= WINDOW;
  }

  /** The number that the next request gets. */
  long next() {
    return next;
  }

  long lowestAwaited() {
    return open.isEmpty() ? next : open.firstKey();
  }

  long add(Pending pending) {
    open.put(next, pending);
    return next++;
  }

  /** What is open under the number of a request if it is that request, and no other. */
  @Nullable Pending find(Command.Request request) {
    Pending pending = open.get(request.sequence());
    String id = JournalStore.text(request.body()).split(" ", -1)[2];
    return pending != null && pending.drawn.id().equals(id) ? pending : null;
  }

  /** Sends what was not answered for so long; true if anything of it had been sent before. */
  boolean sendAgain(long unsentSince, ObjLongConsumer<Pending> send) {
    boolean late = false;
    for (Map.Entry<Long, Pending> entry : List.copyOf(open.entrySet())) {
      Pending pending = entry.getValue();
      if (pending.sentAt < unsentSince) {
        boolean before = pending.sentAt != NEVER;
        late |= before;
        long sequence = entry.getKey();
        if (before && scene.bug() == Bug.RETRY_UNDER_NEW_NUMBER) {
          open.remove(sequence);
          sequence = add(pending);
        }
        send.accept(pending, sequence);
      }
    }
    return late;
  }

  /** Everything is to be sent again at once. */
  void hurry() {
    open.values().forEach(pending -> pending.sentAt = NEVER);
  }

  void answered(Command.Request request, KeyValueSpec.Result result) {
    Pending pending = find(request);
    if (pending == null) {
      return;
    }
    open.remove(request.sequence());
    scene.tally().acknowledged++;
    if (pending.drawn.operation() >= 0) {
      history.ok(pending.drawn.operation(), result);
    }
  }

  /** It was never executed, and never will be. */
  void failed(long sequence) {
    Pending pending = open.remove(sequence);
    if (pending != null && pending.drawn.operation() >= 0) {
      history.failed(pending.drawn.operation());
    }
  }

  /** Nobody will ever tell what became of it. */
  void abandon(long sequence) {
    Pending pending = open.remove(sequence);
    if (pending == null) {
      return;
    }
    scene.tally().unknown++;
    if (pending.drawn.operation() >= 0) {
      if (scene.bug() == Bug.UNKNOWN_TAKEN_FOR_FAILED) {
        history.failed(pending.drawn.operation());
      } else {
        history.unknown(pending.drawn.operation());
      }
    }
  }

  void abandonOldest() {
    if (!open.isEmpty()) {
      abandon(open.firstKey());
    }
  }

  /** Gives up what waits longer than its client has patience, the oldest first. */
  void abandonOverdue(long now) {
    while (!open.isEmpty() && open.firstEntry().getValue().giveUpAt < now) {
      abandonOldest();
    }
  }

  void abandonAll() {
    while (!open.isEmpty()) {
      abandonOldest();
    }
  }

  /** The last numbers are forgotten, as if the file were a copy made earlier. */
  void goBack(int numbers) {
    abandonAll();
    next = Math.max(1, next - numbers);
  }

  @Override
  public String toString() {
    return open.keySet().toString();
  }
}
