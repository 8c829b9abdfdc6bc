package io.sojourn.nfs.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a fore channel from the client's side (RFC 8881, 2.10.6.1): the lowest free one is
 * used, and none above what the server's replies allow. What finds none waits. Any thread.
 */
final class Slots {

  private static final int WAITING_MAX = 1 << 16;
  private static final long SEQUENCE_MASK = 0xffff_ffffL;

  /** A slot. Changed under the lock of its slots. */
  static final class Slot {
    private final int number;
    private long sequence;
    private boolean lost;

    Slot(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    /** The sequence of the next request. */
    long next() {
      return (sequence + 1) & SEQUENCE_MASK;
    }
  }

  private final List<Slot> all = new ArrayList<>();
  private final BitSet busy = new BitSet();
  private final Deque<Consumer<@Nullable Slot>> waiting = new ArrayDeque<>();
  private final int slotsMax;
  private int allowed;
  private boolean serving;
  private int lost;

  Slots(int granted, int slotsMax) {
    this.slotsMax = slotsMax;
    this.allowed = granted;
  }

  /** Takes the lowest free slot; null if there is none. */
  synchronized @Nullable Slot take() {
    int free = busy.nextClearBit(0);
    if (free >= allowed) {
      return null;
    }
    while (all.size() <= free) {
      all.add(new Slot(all.size()));
    }
    busy.set(free);
    return all.get(free);
  }

  /** The highest slot in use. */
  synchronized int highestBusy() {
    return Math.max(0, busy.length() - 1);
  }

  /**
   * Takes a slot, or waits for one.
   *
   * @param taker is given the slot: at once, or on the thread that gives it back; null if none will
   *     be given back, because the fate of all requests under way is unknown, or if too many wait
   */
  void takeOrWait(Consumer<@Nullable Slot> taker) {
    Slot slot;
    synchronized (this) {
      slot = take();
      if (slot == null && lost < busy.cardinality() && waiting.size() < WAITING_MAX) {
        waiting.add(taker);
        return;
      }
    }
    taker.accept(slot);
  }

  /** The fate of the request on a slot is unknown: nothing else may be sent on it. */
  void lose(Slot slot) {
    List<Consumer<@Nullable Slot>> hopeless;
    synchronized (this) {
      mark(slot, true);
      if (lost < busy.cardinality()) {
        return;
      }
      hopeless = List.copyOf(waiting);
      waiting.clear();
    }
    hopeless.forEach(taker -> taker.accept(null));
  }

  /** The request on a slot is sent again. */
  synchronized void retry(Slot slot) {
    mark(slot, false);
  }

  private void mark(Slot slot, boolean isLost) {
    if (slot.lost != isLost) {
      slot.lost = isLost;
      lost += isLost ? 1 : -1;
    }
  }

  /** What a reply says: the highest slot that is to be used from now on. */
  synchronized void target(long highestSlot) {
    allowed = Math.clamp(highestSlot + 1, 1, slotsMax);
  }

  /**
   * Gives a slot back, to whoever waits longest for one.
   *
   * @param used whether its sequence is used up
   */
  void release(Slot slot, boolean used) {
    synchronized (this) {
      if (used) {
        slot.sequence = slot.next();
      }
      mark(slot, false);
      busy.clear(slot.number);
      if (serving) {
        return; // who serves sees the slot
      }
      serving = true;
    }
    serve();
  }

  /** Serves those who wait one by one: one that fails at once gives its slot back in here. */
  private void serve() {
    while (true) {
      Consumer<@Nullable Slot> taker;
      Slot slot;
      synchronized (this) {
        slot = waiting.isEmpty() ? null : take();
        if (slot == null) {
          serving = false;
          return;
        }
        taker = waiting.remove();
      }
      taker.accept(slot);
    }
  }
}
