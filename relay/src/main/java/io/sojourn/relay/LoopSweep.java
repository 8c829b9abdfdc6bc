package io.sojourn.relay;

import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks at everything of one event loop once in a while: timeouts, pings and leases of all its
 * connections with one timer. Used on its event loop only.
 */
final class LoopSweep {

  /** Something that is looked at. */
  interface Swept {
    /** Time went by; may leave the sweep. */
    void sweep(long nowMillis);

    /** Its place in the sweep that it is in; -1 at first, and when it is in none. */
    int place();

    /** Notes its place in the sweep. */
    void place(int index);
  }

  private final LongSupplier nowMillis;
  private final ArrayList<Swept> all = new ArrayList<>();

  LoopSweep(LongSupplier nowMillis) {
    this.nowMillis = nowMillis;
  }

  void add(Swept swept) {
    swept.place(all.size());
    all.add(swept);
  }

  /** Takes one out, in constant time: the last takes its place. */
  void remove(Swept swept) {
    int place = swept.place();
    if (place < 0) {
      return;
    }
    Swept last = all.removeLast();
    if (last.place() != place) {
      all.set(place, last);
      last.place(place);
    }
    swept.place(-1);
  }

  /** Looks at all. */
  void sweep() {
    long now = nowMillis.getAsLong();
    forEach(swept -> swept.sweep(now));
  }

  /** Shows all, from the last down, so that those who leave do not hide others. */
  void forEach(Consumer<Swept> action) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (i < all.size()) {
        action.accept(all.get(i));
      }
    }
  }
}
