package io.sojourn.channel;

import io.sojourn.channel.SlotTableImage.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one direction of a session: each slot carries one request at a time, numbered by a
 * 32-bit sequence, and remembers its last reply (RFC 8881, 2.10.6.1).
 *
 * <p>A request that is {@link SlotDecision.Fresh} is executed by the caller, who then ends it by
 * {@link #complete}, {@link #completeWithoutReply} or {@link #abandon}. Fingerprints stand for the
 * content of a request and its principal; two requests of equal fingerprint count as the same.
 *
 * <p>Replies are neither copied in nor out: whoever hands one over must not change it afterwards.
 *
 * <p>Not thread-safe: one writer. Nothing here is durable by itself; {@link #image} is for the
 * snapshot. Wrong use throws {@link IllegalArgumentException} or {@link IllegalStateException}.
 */
public final class SlotTable {

  /*
   * Growing is at once: a slot may be used as soon as it is granted. Shrinking needs the client's
   * agreement, since a request on a high slot may be under way when the target is lowered. Two facts
   * make the agreement: the client has seen the new target, and it uses no slot above it. The first
   * is known when a fresh request comes on a slot whose previous reply carried the target (a client
   * cannot reuse a slot before it has that reply); the second is what the request says. Hence the
   * `told` mark of each slot, set by a fresh request (its reply will carry the target of now) and
   * cleared everywhere when the target changes.
   *
   * A retired slot loses its reply and keeps its sequence. When the slot is granted again the client
   * may go on counting or, as the Linux client does, start at 1 again: both are taken as fresh, once.
   * The one doubtful case, a last sequence of 1, is told apart by the fingerprint. (RFC 8881 has
   * a slot begin with 1 the first time that it is used, and does not say how one that comes back goes
   * on.)
   *
   * Where only requests with an effect are durable, a restored slot may be behind its client. `open`
   * marks it: what came after the last sequence known had no effect, so the next request is fresh
   * wherever the client is, new or sent again. A retired one may have started over meanwhile.
   */

  /** The largest sequence; the one after it is 0. */
  public static final long SEQUENCE_MAX = 0xffff_ffffL;

  /** How far ahead of the last sequence known a request may be after {@link #resynchronise}. */
  static final long AHEAD_MAX = 0x7fff_ffffL;

  /** The largest number of slots that a table can be made for. */
  public static final int SLOTS_LIMIT = 1 << 16;

  static final byte[] NO_REPLY = {};

  private final int slotsMax;
  private final int replyBytesMax;
  private @Nullable Slot[] slots;
  private int highest;
  private int target;
  private int granted;
  private int inProgress;
  private long keptBytes;

  /**
   * Makes a table of unused slots, each of which expects sequence 1.
   *
   * @param slots the number of slots at first, clamped to 1 to {@code slotsMax}
   * @param slotsMax the largest number of slots that it may ever grow to, 1 to {@link #SLOTS_LIMIT}
   * @param replyBytesMax the largest reply that may be kept, in bytes
   */
  public SlotTable(int slots, int slotsMax, int replyBytesMax) {
    if (slotsMax < 1 || slotsMax > SLOTS_LIMIT || replyBytesMax < 0) {
      throw new IllegalArgumentException("a slot table has 1 to " + SLOTS_LIMIT + " slots");
    }
    this.slotsMax = slotsMax;
    this.replyBytesMax = replyBytesMax;
    this.highest = Math.clamp(slots, 1, slotsMax) - 1;
    this.target = highest;
    this.granted = highest;
    this.slots = new Slot[highest + 1];
  }

  /**
   * Decides about a request, and takes its slot if it is fresh.
   *
   * @param slot the slot of the request, 0 to 2^32-1
   * @param sequence its sequence, 0 to 2^32-1
   * @param fingerprint stands for its content and its principal
   * @param highestSlotUsed the highest slot that the client uses at the time, 0 to 2^32-1
   */
  public SlotDecision begin(long slot, long sequence, long fingerprint, long highestSlotUsed) {
    requireU32(slot, "slot");
    requireU32(sequence, "sequence");
    requireU32(highestSlotUsed, "highest slot");
    if (slot > highest) {
      return new SlotDecision.BadSlot(highest);
    }
    int number = (int) slot;
    Slot at = slots[number];
    SlotDecision known = at == null ? null : at.recall(sequence, fingerprint);
    if (known != null) {
      return known;
    }
    long expected = at == null ? 1 : at.next();
    if (at == null ? sequence != expected : !at.takes(sequence)) {
      return new SlotDecision.Misordered(expected);
    }
    if (highestSlotUsed > granted) {
      return new SlotDecision.BadHighSlot(highest);
    }
    if (at == null) {
      at = new Slot();
      slots[number] = at;
    }
    if (at.told) {
      retireDownTo(Math.max(number, Math.max(target, (int) highestSlotUsed)));
    }
    at.told = true;
    at.busy = true;
    at.busySequence = sequence;
    at.busyFingerprint = fingerprint;
    inProgress++;
    return SlotDecision.Fresh.INSTANCE;
  }

  /**
   * Ends the request in progress on a slot and keeps its reply for retries.
   *
   * @throws IllegalStateException if no request is in progress there
   * @throws IllegalArgumentException if the reply is longer than the bound; check that first, since
   *     by now the request has been executed
   */
  public void complete(int slot, byte[] reply) {
    if (reply.length > replyBytesMax) {
      throw new IllegalArgumentException(
          "a reply of " + reply.length + " bytes is over the bound of " + replyBytesMax);
    }
    finish(busySlot(slot), Memory.KEPT, reply);
  }

  /** Ends the request in progress on a slot; a retry is told that the reply was not kept. */
  public void completeWithoutReply(int slot) {
    finish(busySlot(slot), Memory.NOT_KEPT, NO_REPLY);
  }

  /**
   * Takes back the request in progress on a slot: the slot is as it was before it, last reply
   * included, and the same sequence is fresh once more. Only for a request that had no effect.
   */
  public void abandon(int slot) {
    Slot at = busySlot(slot);
    at.busy = false;
    at.told = false; // its reply may never have been sent
    inProgress--;
  }

  /**
   * Asks for another highest slot. A higher one is granted at once; slots above a lower one are
   * retired when the client has agreed, see {@link #highestSlot}.
   *
   * @param highestSlot the wish, clamped to 0 up to the bound of the table
   */
  public void setTargetHighestSlot(int highestSlot) {
    int wanted = Math.clamp(highestSlot, 0, slotsMax - 1);
    if (wanted == target) {
      return;
    }
    target = wanted;
    for (Slot at : slots) {
      if (at != null) {
        at.told = false;
      }
    }
    if (target > highest) {
      highest = target;
      granted = Math.max(granted, highest);
      if (slots.length <= highest) {
        slots = Arrays.copyOf(slots, highest + 1);
      }
    }
  }

  /**
   * For a table restored after a crash, if requests without an effect were not kept: the client may
   * be ahead of it. Each slot takes, once, as fresh a sequence that is ahead of its last one by up
   * to 2^31-1, or any if it remembers none; what it does remember is answered as before, and what
   * is behind that is misordered. No slot is retired before the client has heard the target once
   * more. The {@link #image} does not tell of this.
   */
  public void resynchronise() {
    if (inProgress > 0) {
      throw new IllegalStateException("a table is resynchronised before it is used");
    }
    for (int i = 0; i <= granted; i++) {
      Slot at = slots[i];
      if (at == null) {
        at = new Slot();
        slots[i] = at;
      }
      at.open = true;
      at.told = false;
    }
  }

  /** The highest slot that may be used (sr_highest_slotid). */
  public int highestSlot() {
    return highest;
  }

  /** The highest slot that the client is asked to use (sr_target_highest_slotid). */
  public int targetHighestSlot() {
    return target;
  }

  /** The number of requests that were begun and not ended. */
  public int inProgress() {
    return inProgress;
  }

  /** The sum of the lengths of the kept replies, in bytes. */
  public long keptBytes() {
    return keptBytes;
  }

  /** The largest reply that may be kept, in bytes. */
  public int replyBytesMax() {
    return replyBytesMax;
  }

  /** The state as a value; what is in progress is left out. */
  public SlotTableImage image() {
    List<SlotTableImage.Slot> used = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      Slot at = slots[i];
      if (at != null && at.memory != null) {
        used.add(
            new SlotTableImage.Slot(
                i, at.memory, at.sequence, at.fingerprint, at.reply, at.told && !at.busy));
      }
    }
    return new SlotTableImage(highest, target, granted, used);
  }

  /**
   * Makes a table of an image. Bounds smaller than the image do not lose anything of it.
   *
   * @throws IllegalArgumentException if no table has such an image
   */
  public static SlotTable restore(SlotTableImage image, int slotsMax, int replyBytesMax) {
    image.requireConsistent();
    int all = image.grantedHighestSlot() + 1;
    SlotTable table = new SlotTable(all, Math.max(slotsMax, all), replyBytesMax);
    table.highest = image.highestSlot();
    table.target = image.targetHighestSlot();
    for (SlotTableImage.Slot used : image.slots()) {
      table.slots[used.slot()] = Slot.restore(used);
      table.keptBytes += used.reply().length;
    }
    return table;
  }

  private void retireDownTo(int floor) {
    while (highest > floor) {
      Slot at = slots[highest];
      if (at != null) {
        if (at.busy) {
          return;
        }
        keptBytes -= at.reply.length;
        at.told = false;
        if (at.memory != null) {
          at.remember(Memory.RETIRED, at.sequence, at.fingerprint, NO_REPLY);
        }
      }
      highest--;
    }
  }

  private void finish(Slot at, Memory memory, byte[] reply) {
    keptBytes += reply.length - at.reply.length;
    at.remember(memory, at.busySequence, at.busyFingerprint, reply);
    at.busy = false;
    at.open = false;
    inProgress--;
  }

  private Slot busySlot(int slot) {
    Slot at = slot < 0 || slot >= slots.length ? null : slots[slot];
    if (at == null || !at.busy) {
      throw new IllegalStateException("no request is in progress on slot " + slot);
    }
    return at;
  }

  static void requireU32(long value, String what) {
    if (value < 0 || value > SEQUENCE_MAX) {
      throw new IllegalArgumentException(what + " " + value + " does not fit 32 bits");
    }
  }
}
