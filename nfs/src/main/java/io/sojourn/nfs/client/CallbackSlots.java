package io.sojourn.nfs.client;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slots of a session's back channel, and the last reply on each (RFC 8881, 2.10.6). */
final class CallbackSlots {

  /** What a callback is to its slot. */
  enum Order {
    /** The next one. */
    NEXT,
    /** The last one once more. */
    AGAIN,
    /** Any other. */
    MISORDERED,
    /** There is no such slot. */
    NO_SLOT
  }

  private final CallbackHandler handler;
  private final long slotCount;
  private final Map<Long, Long> sequences = new HashMap<>();
  private final Map<Long, byte[]> replies = new HashMap<>();

  CallbackSlots(CallbackHandler handler, long slotCount) {
    this.handler = handler;
    this.slotCount = slotCount;
  }

  CallbackHandler handler() {
    return handler;
  }

  long highest() {
    return slotCount - 1;
  }

  synchronized Order order(long slot, long sequence) {
    if (slot >= slotCount) {
      return Order.NO_SLOT;
    }
    long last = sequences.getOrDefault(slot, 0L);
    if (sequence == ((last + 1) & 0xffff_ffffL)) {
      return Order.NEXT;
    }
    return sequence == last && replies.containsKey(slot) ? Order.AGAIN : Order.MISORDERED;
  }

  synchronized void keep(long slot, long sequence, byte[] reply) {
    sequences.put(slot, sequence);
    replies.put(slot, reply);
  }

  synchronized byte @Nullable [] kept(long slot) {
    return replies.get(slot);
  }
}
