package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.SlotTableImage.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table restored after a crash that forgot the requests without an effect. */
class SlotTableResynchronisedTest {

  private static final SlotDecision FRESH = new SlotDecision.Fresh();
  private static final byte[] REPLY = {1, 2, 3};

  @Test
  void aResynchronisedSlotTakesWhatIsAheadOnceAndGoesOnFromThere() {
    SlotTable after = resynchronised(countedTo(10));
    assertThat(after.begin(0, 500, 9, 0)).isEqualTo(FRESH);
    assertThat(after.begin(0, 500, 9, 0)).isEqualTo(new SlotDecision.InProgress());
    after.complete(0, REPLY);
    assertThat(after.begin(0, 500, 9, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(after.begin(0, 502, 9, 0)).isEqualTo(new SlotDecision.Misordered(501));
    assertThat(after.begin(0, 501, 9, 0)).isEqualTo(FRESH);
  }

  @Test
  void aResynchronisedSlotAnswersWhatItRemembersAndNothingBehindIt() {
    SlotTable after = resynchronised(countedTo(10));
    assertThat(after.begin(0, 10, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(after.begin(0, 10, 8, 0)).isEqualTo(new SlotDecision.FalseRetry());
    assertThat(after.begin(0, 9, 8, 0)).isEqualTo(new SlotDecision.Misordered(11));
    assertThat(after.begin(0, 11, 8, 0)).isEqualTo(FRESH);
  }

  @Test
  void aheadIsHalfOfAllSequencesAndWraps() {
    long half = 1L << 31;
    assertThat(resynchronised(countedTo(10)).begin(0, 10 + half, 8, 0))
        .isEqualTo(new SlotDecision.Misordered(11));
    assertThat(resynchronised(countedTo(10)).begin(0, 10 + half - 1, 8, 0)).isEqualTo(FRESH);
    SlotTable nearTheEnd = resynchronised(countedTo(SlotTable.SEQUENCE_MAX - 1));
    assertThat(nearTheEnd.begin(0, SlotTable.SEQUENCE_MAX - 2, 8, 0))
        .isEqualTo(new SlotDecision.Misordered(SlotTable.SEQUENCE_MAX));
    assertThat(nearTheEnd.begin(0, 3, 8, 0)).isEqualTo(FRESH);
  }

  @Test
  void aResynchronisedSlotThatRemembersNothingTakesAnySequenceOnce() {
    for (long sequence : new long[] {0, 1, 77, SlotTable.SEQUENCE_MAX}) {
      SlotTable after = resynchronised(new SlotTableImage(3, 3, 3, List.of()));
      assertThat(after.begin(2, sequence, 8, 2)).isEqualTo(FRESH);
      after.completeWithoutReply(2);
      assertThat(after.begin(2, (sequence + 2) & SlotTable.SEQUENCE_MAX, 8, 2))
          .isInstanceOf(SlotDecision.Misordered.class);
    }
  }

  @Test
  void aRequestThatHadNoEffectDoesNotUseUpTheChance() {
    SlotTable after = resynchronised(countedTo(10));
    after.begin(0, 500, 9, 0);
    after.abandon(0);
    assertThat(after.begin(0, 700, 9, 0)).isEqualTo(FRESH);
  }

  @Test
  void aRetiredSlotMayHaveBeenStartedOverBeforeTheCrash() {
    var retired = new SlotTableImage.Slot(3, Memory.RETIRED, 7, 7, SlotTable.NO_REPLY, false);
    SlotTable after = resynchronised(new SlotTableImage(3, 3, 3, List.of(retired)));
    assertThat(after.begin(3, 7, 7, 3)).isEqualTo(new SlotDecision.ReplyNotKept());
    assertThat(after.begin(3, 4, 99, 3)).isEqualTo(FRESH);
    after.complete(3, REPLY);
    assertThat(after.begin(3, 6, 99, 3)).isEqualTo(new SlotDecision.Misordered(5));
  }

  @Test
  void afterAResynchronisationNoSlotIsRetiredBeforeTheTargetWasToldAgain() {
    var told = new SlotTableImage.Slot(0, Memory.KEPT, 1, 7, REPLY, true);
    SlotTable after = resynchronised(new SlotTableImage(3, 1, 3, List.of(told)));
    assertThat(after.begin(0, 2, 8, 0)).isEqualTo(FRESH);
    after.complete(0, REPLY);
    assertThat(after.highestSlot()).isEqualTo(3);
    after.begin(0, 3, 8, 0);
    assertThat(after.highestSlot()).isEqualTo(1);
  }

  @Test
  void aSlotGrantedAfterAResynchronisationExpectsSequenceOne() {
    SlotTable after = resynchronised(new SlotTableImage(3, 3, 3, List.of()));
    after.setTargetHighestSlot(5);
    assertThat(after.begin(5, 9, 8, 5)).isEqualTo(new SlotDecision.Misordered(1));
    assertThat(after.begin(5, 1, 8, 5)).isEqualTo(FRESH);
  }

  private static SlotTable resynchronised(SlotTableImage image) {
    SlotTable restored = SlotTable.restore(image, 8, 64);
    restored.resynchronise();
    return restored;
  }

  private static SlotTableImage countedTo(long sequence) {
    var used = new SlotTableImage.Slot(0, Memory.KEPT, sequence, 7, REPLY, false);
    return new SlotTableImage(0, 0, 0, List.of(used));
  }
}
