package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.SlotTableImage.Memory;
import io.sojourn.testing.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slot table beside its model: random requests, retries, resizings and restores. */
class SlotTableModelTest {

  private static final int SLOTS_MAX = 6;
  private static final int REPLY_MAX = 16;

  /** Ways to be wrong, each of which the comparison must notice. */
  enum Flaw {
    NONE,
    RUNS_A_RETRY_AGAIN,
    IGNORES_FINGERPRINTS,
    NEVER_RETIRES_A_SLOT,
    RETIRES_WITHOUT_AGREEMENT,
    NEVER_WRAPS_TO_ZERO,
    FORGETS_REPLIES_IN_A_RESTORE,
    FORGETS_WHO_WAS_TOLD_IN_A_RESTORE,
    TAKES_ABANDONED_FOR_DONE,
    NEVER_RESYNCHRONISES,
    STAYS_OPEN_FOR_EVER
  }

  @Test
  void theTableSaysWhatTheModelSays() {
    Seeds.run(4000, seed -> new Play(seed, Flaw.NONE).run());
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachFlawIsCaught(Flaw flaw) {
    assertThat(Seeds.anyFails(500, seed -> new Play(seed, flaw).run())).isTrue();
  }

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final SlotTableModel model;
    private SlotTable table;
    private long fingerprints = 1000;

    Play(long seed, Flaw flaw) {
      this.random = new SplittableRandom(seed);
      this.flaw = flaw;
      int slots = random.nextInt(1, SLOTS_MAX + 1);
      this.model = new SlotTableModel(slots, SLOTS_MAX);
      this.table = new SlotTable(slots, SLOTS_MAX, REPLY_MAX);
      if (random.nextInt(3) == 0) {
        startNearTheWrap();
      }
    }

    private void startNearTheWrap() {
      long sequence = 4294967295L - random.nextInt(4);
      byte[] reply = {7};
      model.countedTo(0, sequence, 5, reply);
      SlotTableImage fresh = table.image();
      var used = new SlotTableImage.Slot(0, Memory.KEPT, sequence, 5, reply, false);
      int highest = fresh.highestSlot();
      SlotTableImage image = new SlotTableImage(highest, highest, highest, List.of(used));
      table = SlotTable.restore(image, SLOTS_MAX, REPLY_MAX);
    }

    void run() {
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(12)) {
          case 0 -> setTarget(random.nextInt(-1, SLOTS_MAX + 2));
          case 1 -> restore();
          case 2, 3 -> endOne();
          default -> request();
        }
        assertThat(table.highestSlot()).isEqualTo((int) model.highest);
        assertThat(table.targetHighestSlot()).isEqualTo((int) model.target);
        assertThat(table.inProgress()).isEqualTo(model.running.size());
        assertThat(table.keptBytes()).isEqualTo(model.keptBytes());
      }
    }

    private void request() {
      long slot = random.nextInt(SLOTS_MAX + 1);
      long sequence =
          switch (random.nextInt(10)) {
            case 8 -> Math.floorMod(model.expected(slot) + random.nextInt(4), 1L << 32);
            case 9 ->
                Math.floorMod(model.expected(slot) + (1L << 31) - random.nextInt(4), 1L << 32);
            case 0 -> random.nextLong(1L << 32);
            case 1 -> random.nextInt(3);
            case 2, 3 -> Math.floorMod(model.expected(slot) - 1, 1L << 32);
            case 4 -> Math.floorMod(model.expected(slot) - 2, 1L << 32);
            default -> model.expected(slot);
          };
      long fingerprint = random.nextInt(3) == 0 ? fingerprints++ : model.lastFingerprint(slot);
      long highestUsed =
          random.nextInt(20) == 0 ? random.nextLong(1L << 32) : random.nextInt(SLOTS_MAX);
      SlotDecision expected = model.begin(slot, sequence, fingerprint, highestUsed);
      assertThat(begin(slot, sequence, fingerprint, highestUsed)).isEqualTo(expected);
      if (expected instanceof SlotDecision.Fresh && random.nextInt(4) != 0) {
        end(slot);
      }
    }

    private SlotDecision begin(long slot, long sequence, long fingerprint, long highestUsed) {
      if (flaw == Flaw.NEVER_WRAPS_TO_ZERO && sequence == 0) {
        return new SlotDecision.Misordered(1);
      }
      SlotDecision said =
          table.begin(
              slot,
              sequence,
              flaw == Flaw.IGNORES_FINGERPRINTS ? 0 : fingerprint,
              flaw == Flaw.NEVER_RETIRES_A_SLOT
                  ? Math.max(highestUsed, table.highestSlot())
                  : highestUsed);
      boolean runsAgain = flaw == Flaw.RUNS_A_RETRY_AGAIN && said instanceof SlotDecision.Replay;
      return runsAgain ? new SlotDecision.Fresh() : said;
    }

    private void endOne() {
      model.running.keySet().stream().sorted().findFirst().ifPresent(this::end);
    }

    private void end(long slot) {
      switch (random.nextInt(4)) {
        case 0 -> {
          model.complete(slot, null);
          table.completeWithoutReply((int) slot);
        }
        case 1 -> {
          model.abandon(slot);
          if (flaw == Flaw.TAKES_ABANDONED_FOR_DONE) {
            table.completeWithoutReply((int) slot);
          } else {
            table.abandon((int) slot);
          }
        }
        default -> {
          byte[] reply = new byte[random.nextInt(REPLY_MAX + 1)];
          model.complete(slot, reply);
          table.complete((int) slot, reply);
        }
      }
      if (flaw == Flaw.STAYS_OPEN_FOR_EVER && table.inProgress() == 0) {
        table.resynchronise();
      }
    }

    private void setTarget(int wanted) {
      model.setTarget(wanted);
      table.setTargetHighestSlot(wanted);
      if (flaw == Flaw.RETIRES_WITHOUT_AGREEMENT && table.image().slots().isEmpty()) {
        int target = table.targetHighestSlot();
        var image = new SlotTableImage(target, target, target, List.of());
        table = SlotTable.restore(image, SLOTS_MAX, REPLY_MAX);
      }
    }

    private void restore() {
      model.crash();
      SlotTableImage image = table.image();
      if (flaw == Flaw.FORGETS_REPLIES_IN_A_RESTORE) {
        image = with(image, used -> Memory.NOT_KEPT, true);
      } else if (flaw == Flaw.FORGETS_WHO_WAS_TOLD_IN_A_RESTORE) {
        image = with(image, SlotTableImage.Slot::memory, false);
      }
      table = SlotTable.restore(image, SLOTS_MAX, REPLY_MAX);
      if (random.nextBoolean()) {
        model.resynchronise();
        if (flaw != Flaw.NEVER_RESYNCHRONISES) {
          table.resynchronise();
        }
      }
    }

    private static SlotTableImage with(
        SlotTableImage image,
        java.util.function.Function<SlotTableImage.Slot, Memory> memory,
        boolean keepTold) {
      List<SlotTableImage.Slot> slots =
          image.slots().stream()
              .map(
                  used ->
                      new SlotTableImage.Slot(
                          used.slot(),
                          used.memory() == Memory.KEPT ? memory.apply(used) : used.memory(),
                          used.sequence(),
                          used.fingerprint(),
                          used.reply(),
                          keepTold && used.told()))
              .toList();
      return new SlotTableImage(
          image.highestSlot(), image.targetHighestSlot(), image.grantedHighestSlot(), slots);
    }
  }
}
