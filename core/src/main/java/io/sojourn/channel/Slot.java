package io.sojourn.channel;

import io.sojourn.channel.SlotTableImage.Memory;
import org.jspecify.annotations.Nullable;

/** A slot that was used at least once, or is being used for the first time. */
final class Slot {
  /** What is known of the last request; null before the first one is complete. */
  @Nullable Memory memory;

  long sequence;
  long fingerprint;
  byte[] reply = SlotTable.NO_REPLY;

  /** Whether the reply of the last request carries the present target. */
  boolean told;

  /** Whether sequences after the last one known may have been used and forgotten. */
  boolean open;

  /** Whether a request is in progress; the two fields below are about that one. */
  boolean busy;

  long busySequence;
  long busyFingerprint;

  /** The slot of an image. */
  static Slot restore(SlotTableImage.Slot used) {
    Slot slot = new Slot();
    slot.remember(used.memory(), used.sequence(), used.fingerprint(), used.reply());
    slot.told = used.told();
    return slot;
  }

  /** The decision about a sequence that is in progress or was the last one; null for others. */
  @Nullable SlotDecision recall(long asked, long askedFingerprint) {
    if (busy) {
      if (asked != busySequence) {
        return new SlotDecision.Misordered(after(busySequence));
      }
      return askedFingerprint == busyFingerprint
          ? SlotDecision.InProgress.INSTANCE
          : SlotDecision.FalseRetry.INSTANCE;
    }
    if (memory == null || asked != sequence) {
      return null;
    }
    if (askedFingerprint != fingerprint) {
      return mayStartOver(asked) ? null : SlotDecision.FalseRetry.INSTANCE;
    }
    return memory == Memory.KEPT
        ? new SlotDecision.Replay(reply)
        : SlotDecision.ReplyNotKept.INSTANCE;
  }

  /** Whether a new request may carry the sequence, which {@link #recall} knows nothing of. */
  boolean takes(long asked) {
    return asked == next() || mayStartOver(asked) || (open && isAhead(asked));
  }

  private boolean mayStartOver(long asked) {
    return memory == Memory.RETIRED && (asked == 1 || open);
  }

  private boolean isAhead(long asked) {
    return memory == null || (asked - sequence & SlotTable.SEQUENCE_MAX) <= SlotTable.AHEAD_MAX;
  }

  long next() {
    return memory == null ? 1 : after(sequence);
  }

  private static long after(long sequence) {
    return sequence + 1 & SlotTable.SEQUENCE_MAX;
  }

  void remember(Memory memory, long sequence, long fingerprint, byte[] reply) {
    this.memory = memory;
    this.sequence = sequence;
    this.fingerprint = fingerprint;
    this.reply = reply;
  }
}
