package io.sojourn.channel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a slot table should say, in plain maps and the order of the rules; slow and obvious. */
final class SlotTableModel {

  @SuppressWarnings("ArrayRecordComponent") // compared by identity
  private record Last(long sequence, long fingerprint, byte @Nullable [] reply, boolean retired) {}

  record Running(long sequence, long fingerprint) {}

  final int slotsMax;
  long highest;
  long target;
  long granted;
  private int targetVersion;
  private final Map<Long, Last> last = new HashMap<>();
  private final Map<Long, Integer> toldVersion = new HashMap<>();
  final Map<Long, Running> running = new HashMap<>();

  /** The slots whose client may be further than the table knows. */
  private final Set<Long> open = new HashSet<>();

  SlotTableModel(int slots, int slotsMax) {
    this.slotsMax = slotsMax;
    this.highest = slots - 1L;
    this.target = highest;
    this.granted = highest;
  }

  /** Pretends that a slot has already counted up to a sequence. */
  void countedTo(long slot, long sequence, long fingerprint, byte[] reply) {
    last.put(slot, new Last(sequence, fingerprint, reply, false));
  }

  long expected(long slot) {
    Running now = running.get(slot);
    if (now != null) {
      return plusOne(now.sequence);
    }
    Last before = last.get(slot);
    return before == null ? 1 : plusOne(before.sequence);
  }

  SlotDecision begin(long slot, long sequence, long fingerprint, long highestUsed) {
    if (slot > highest) {
      return new SlotDecision.BadSlot((int) highest);
    }
    Running now = running.get(slot);
    if (now != null && now.sequence == sequence) {
      return now.fingerprint == fingerprint
          ? new SlotDecision.InProgress()
          : new SlotDecision.FalseRetry();
    }
    Last before = last.get(slot);
    boolean startsOver =
        now == null && before != null && before.retired && (sequence == 1 || open.contains(slot));
    boolean catchesUp = now == null && open.contains(slot) && isAhead(sequence, before);
    if (now == null && before != null && before.sequence == sequence) {
      if (before.fingerprint == fingerprint) {
        return before.reply == null
            ? new SlotDecision.ReplyNotKept()
            : new SlotDecision.Replay(before.reply);
      }
      if (!startsOver) {
        return new SlotDecision.FalseRetry();
      }
    }
    if (!startsOver && !catchesUp && (now != null || sequence != expected(slot))) {
      return new SlotDecision.Misordered(expected(slot));
    }
    if (highestUsed > granted) {
      return new SlotDecision.BadHighSlot((int) highest);
    }
    if (toldVersion.getOrDefault(slot, -1) == targetVersion) {
      TreeSet<Long> needed = new TreeSet<>(running.keySet());
      needed.add(slot);
      needed.add(target);
      needed.add(highestUsed);
      highest = Math.min(highest, needed.last());
      for (long gone = highest + 1; gone < slotsMax; gone++) {
        toldVersion.remove(gone);
        last.computeIfPresent(
            gone, (s, was) -> new Last(was.sequence, was.fingerprint, null, true));
      }
    }
    toldVersion.put(slot, targetVersion);
    running.put(slot, new Running(sequence, fingerprint));
    return new SlotDecision.Fresh();
  }

  void complete(long slot, byte @Nullable [] reply) {
    Running done = Objects.requireNonNull(running.remove(slot));
    last.put(slot, new Last(done.sequence, done.fingerprint, reply, false));
    open.remove(slot);
  }

  private static boolean isAhead(long sequence, @Nullable Last before) {
    if (before == null) {
      return true;
    }
    long steps =
        sequence > before.sequence
            ? sequence - before.sequence
            : sequence + 4294967296L - before.sequence;
    return steps < 2147483648L;
  }

  /** Whatever had no effect was forgotten in a crash. */
  void resynchronise() {
    for (long slot = 0; slot <= granted; slot++) {
      open.add(slot);
    }
    toldVersion.clear();
  }

  void abandon(long slot) {
    running.remove(slot);
    toldVersion.remove(slot);
  }

  void setTarget(long wanted) {
    long clamped = Math.max(0, Math.min(wanted, slotsMax - 1));
    if (clamped != target) {
      target = clamped;
      targetVersion++;
      highest = Math.max(highest, target);
      granted = Math.max(granted, highest);
    }
  }

  void crash() {
    for (long slot : running.keySet()) {
      toldVersion.remove(slot);
    }
    running.clear();
    open.clear();
  }

  long lastFingerprint(long slot) {
    Running now = running.get(slot);
    Last before = last.get(slot);
    return now != null ? now.fingerprint : before != null ? before.fingerprint : 0;
  }

  long keptBytes() {
    return last.values().stream().mapToLong(l -> l.reply == null ? 0 : l.reply.length).sum();
  }

  private static long plusOne(long sequence) {
    return sequence == 4294967295L ? 0 : sequence + 1;
  }
}
