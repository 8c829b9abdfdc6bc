package io.sojourn.nfs.session;

import io.sojourn.channel.SlotTable;
import io.sojourn.nfs.protocol.Status;

/** The slots of a back channel and what an answer does to them. Behind the lock of its channel. */
final class CallbackSlots {

  /** What becomes of the request on a slot. */
  sealed interface Verdict {

    /**
     * It is answered, and the slot is free.
     *
     * @param status of the operation
     */
    record Done(Status status) implements Verdict {}

    /** The client puts the operation off; the slot is free. */
    record Later() implements Verdict {}

    /** It is to be sent again at once, perhaps under another sequence. */
    record Again() implements Verdict {}

    /** It is to be sent again as it is, when some time has passed. */
    record Wait() implements Verdict {}

    /** It has to go to another slot; this one is free, or given up. */
    record Elsewhere() implements Verdict {}

    /** The channel went wrong. */
    record Fault() implements Verdict {}
  }

  private final CallbackSlot[] slots;
  private int usable;

  /** Whether the client may not have heard of its session yet: a callback can overtake that. */
  private boolean mayBeEarly = true;

  CallbackSlots(int count) {
    slots = new CallbackSlot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new CallbackSlot(i);
    }
    usable = count;
  }

  CallbackSlot[] all() {
    return slots;
  }

  boolean isFree(CallbackSlot slot) {
    return slot.request == null && !slot.lost && slot.number < usable;
  }

  /** The highest slot on which there is a request (csa_highest_slotid). */
  int highestInUse() {
    for (int i = slots.length - 1; i > 0; i--) {
      if (slots[i].request != null) {
        return i;
      }
    }
    return 0;
  }

  /** Whether there is no slot left on which client and server could agree. */
  boolean allLost() {
    for (int i = 0; i < usable; i++) {
      if (!slots[i].lost) {
        return false;
      }
    }
    return true;
  }

  Verdict judge(CallbackSlot slot, CallbackCodec.Answer answer) {
    return switch (answer) {
      case CallbackCodec.Answer.Nonsense nonsense -> {
        slot.perhapsSeen = true;
        yield new Verdict.Fault();
      }
      case CallbackCodec.Answer.SequenceFailed failed -> sequenceFailed(slot, failed.status());
      case CallbackCodec.Answer.Done done -> {
        mayBeEarly = false;
        // The slots that a client takes out of use come back when it raises its target again.
        usable = (int) Math.min(slots.length, done.targetHighestSlot() + 1);
        slot.advance();
        yield done.status() == Status.DELAY ? new Verdict.Later() : new Verdict.Done(done.status());
      }
    };
  }

  private Verdict sequenceFailed(CallbackSlot slot, Status status) {
    return switch (status) {
      case DELAY -> new Verdict.Wait();
      case RETRY_UNCACHED_REP -> {
        if (!slot.perhapsSeen) {
          yield usedUp(slot);
        }
        slot.advance(); // it was done, and the answer lost
        yield new Verdict.Done(status);
      }
      case SEQ_FALSE_RETRY -> usedUp(slot);
      case SEQ_MISORDERED -> {
        if (slot.sequence == 1 || slot.startedOver) {
          yield giveUp(slot);
        }
        slot.startedOver = true; // the client may have begun with this slot anew
        slot.renumber(1);
        yield new Verdict.Again();
      }
      case BADSLOT -> {
        usable = Math.min(usable, slot.number);
        if (slot.perhapsSeen) {
          yield new Verdict.Wait(); // on another slot it might be done a second time
        }
        slot.clear();
        yield new Verdict.Elsewhere();
      }
      case BADSESSION -> {
        boolean early = mayBeEarly;
        mayBeEarly = false;
        yield early ? new Verdict.Wait() : new Verdict.Fault();
      }
      default -> new Verdict.Fault();
    };
  }

  /** The client has seen another request under that sequence: the next one may be free. */
  private static Verdict usedUp(CallbackSlot slot) {
    if (slot.startedOver) {
      return giveUp(slot);
    }
    slot.startedOver = true;
    slot.renumber(slot.sequence + 1 & SlotTable.SEQUENCE_MAX);
    return new Verdict.Again();
  }

  private static Verdict giveUp(CallbackSlot slot) {
    slot.lost = true;
    slot.clear();
    return new Verdict.Elsewhere();
  }
}
