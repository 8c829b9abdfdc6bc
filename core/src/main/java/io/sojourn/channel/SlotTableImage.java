package io.sojourn.channel;

import java.util.List;

/**
 * The whole state of a {@link SlotTable} as a value, for snapshots. A slot that was never used is
 * not listed. A request that was in progress is not in the image: its effects are not in the
 * snapshot either, so that to the restored table it never began.
 *
 * @param highestSlot the highest slot that may be used
 * @param targetHighestSlot the highest slot that the client is asked to use
 * @param grantedHighestSlot the highest slot that was ever allowed
 * @param slots the used slots in ascending order, retired ones included
 */
public record SlotTableImage(
    int highestSlot, int targetHighestSlot, int grantedHighestSlot, List<Slot> slots) {

  /** Copies the list, so that the image does not change. */
  public SlotTableImage {
    slots = List.copyOf(slots);
  }

  /**
   * Refuses an image that no table can have.
   *
   * @throws IllegalArgumentException if it contradicts itself
   */
  void requireConsistent() {
    boolean ordered =
        0 <= targetHighestSlot
            && targetHighestSlot <= highestSlot
            && highestSlot <= grantedHighestSlot;
    if (!ordered || grantedHighestSlot >= SlotTable.SLOTS_LIMIT) {
      throw new IllegalArgumentException("a slot table whose highest slots contradict each other");
    }
    int last = -1;
    for (Slot used : slots) {
      SlotTable.requireU32(used.sequence(), "sequence");
      boolean retired = used.slot() > highestSlot;
      if (used.slot() <= last
          || used.slot() > grantedHighestSlot
          || (retired && used.memory() != Memory.RETIRED)) {
        throw new IllegalArgumentException("slot " + used.slot() + " has no place in its table");
      }
      last = used.slot();
    }
  }

  /** What is known of the last request on a slot. */
  public enum Memory {
    /** Its reply is kept. */
    KEPT,
    /** It was executed; its reply was not kept. */
    NOT_KEPT,
    /** The slot was retired after it; the reply is gone, the sequence is remembered. */
    RETIRED
  }

  /**
   * One used slot.
   *
   * @param slot its number
   * @param memory what is known of the last request
   * @param sequence the sequence of the last request, 0 to 2^32-1
   * @param fingerprint the fingerprint of the last request
   * @param reply the reply of the last request; empty unless {@code memory} is {@code KEPT}
   * @param told whether the reply of the last request carried the present target
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  public record Slot(
      int slot, Memory memory, long sequence, long fingerprint, byte[] reply, boolean told) {}
}
