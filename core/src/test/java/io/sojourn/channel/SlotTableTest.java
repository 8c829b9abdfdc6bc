package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.channel.SlotTableImage.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of RFC 8881, 2.10.6, one example each. */
class SlotTableTest {

  private static final SlotDecision FRESH = new SlotDecision.Fresh();
  private static final byte[] REPLY = {1, 2, 3};

  private final SlotTable table = new SlotTable(4, 8, 64);

  // RFC 8881, 2.10.6.1: the first sequence on a slot is 1.
  @Test
  void anUnusedSlotExpectsSequenceOne() {
    assertThat(table.begin(0, 0, 7, 0)).isEqualTo(new SlotDecision.Misordered(1));
    assertThat(table.begin(0, 2, 7, 0)).isEqualTo(new SlotDecision.Misordered(1));
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(FRESH);
  }

  // RFC 8881, 2.10.6.1.2: a retry gets the reply that was kept.
  @Test
  void aRetryGetsTheSameBytes() {
    run(0, 1, 7);
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(table.keptBytes()).isEqualTo(REPLY.length);
  }

  // RFC 8881, 2.10.6.1.3: without sa_cachethis the reply need not be kept, the sequence must.
  @Test
  void aRetryWhoseReplyWasNotKeptIsToldSo() {
    table.begin(0, 1, 7, 0);
    table.completeWithoutReply(0);
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.ReplyNotKept());
    assertThat(table.begin(0, 2, 8, 0)).isEqualTo(FRESH);
  }

  // RFC 8881, 2.10.6.2: a retry that overtakes the reply is told to wait.
  @Test
  void aRetryOfARequestThatIsBeingExecutedIsInProgress() {
    table.begin(0, 1, 7, 0);
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.InProgress());
    assertThat(table.begin(0, 2, 8, 0)).isEqualTo(new SlotDecision.Misordered(2));
    assertThat(table.inProgress()).isEqualTo(1);
  }

  // RFC 8881, 2.10.6.1.3.1: the same slot and sequence with another request is a false retry.
  @Test
  void anotherRequestUnderAUsedSequenceIsAFalseRetry() {
    table.begin(0, 1, 7, 0);
    assertThat(table.begin(0, 1, 8, 0)).isEqualTo(new SlotDecision.FalseRetry());
    table.complete(0, REPLY);
    assertThat(table.begin(0, 1, 8, 0)).isEqualTo(new SlotDecision.FalseRetry());
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
  }

  // RFC 8881, 2.10.6.1: only the last sequence and the next one are allowed.
  @Test
  void anySequenceButTheLastAndTheNextIsMisordered() {
    run(0, 1, 7);
    run(0, 2, 8);
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Misordered(3));
    assertThat(table.begin(0, 4, 9, 0)).isEqualTo(new SlotDecision.Misordered(3));
    assertThat(table.begin(0, 2, 8, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
  }

  // RFC 8881, 2.10.6.1: sequences are 32 bits wide and wrap to 0.
  @Test
  void theSequenceAfterTheLargestIsZero() {
    SlotTable old = countedTo(0xffff_fffeL);
    assertThat(old.begin(0, 0xffff_ffffL, 7, 0)).isEqualTo(FRESH);
    old.complete(0, REPLY);
    assertThat(old.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Misordered(0));
    assertThat(old.begin(0, 0, 8, 0)).isEqualTo(FRESH);
    old.complete(0, REPLY);
    assertThat(old.begin(0, 0, 8, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(old.begin(0, 1, 9, 0)).isEqualTo(FRESH);
  }

  // RFC 8881, 2.10.6.1: each slot counts by itself.
  @Test
  void slotsDoNotDisturbOneAnother() {
    table.begin(0, 1, 7, 1);
    assertThat(table.begin(1, 1, 8, 1)).isEqualTo(FRESH);
    table.complete(1, REPLY);
    assertThat(table.begin(1, 2, 9, 1)).isEqualTo(FRESH);
    assertThat(table.inProgress()).isEqualTo(2);
  }

  // RFC 8881, 15.1.11 (NFS4ERR_BADSLOT, NFS4ERR_BAD_HIGH_SLOT).
  @Test
  void aSlotThatWasNotGrantedIsBad() {
    assertThat(table.begin(4, 1, 7, 0)).isEqualTo(new SlotDecision.BadSlot(3));
    assertThat(table.begin(0xffff_ffffL, 1, 7, 0)).isEqualTo(new SlotDecision.BadSlot(3));
    assertThat(table.begin(0, 1, 7, 4)).isEqualTo(new SlotDecision.BadHighSlot(3));
    assertThat(table.begin(0, 1, 7, 3)).isEqualTo(FRESH);
  }

  // RFC 8881, 18.46.3: an error of SEQUENCE itself leaves the slot as it was.
  @Test
  void anAbandonedRequestLeavesTheSlotAsItWas() {
    run(0, 1, 7);
    table.begin(0, 2, 8, 0);
    table.abandon(0);
    assertThat(table.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(table.begin(0, 2, 9, 0)).isEqualTo(FRESH);
  }

  // RFC 8881, 2.10.6.1: more slots are usable as soon as they are granted.
  @Test
  void aHigherTargetGrantsSlotsAtOnce() {
    table.setTargetHighestSlot(6);
    assertThat(table.highestSlot()).isEqualTo(6);
    assertThat(table.begin(6, 1, 7, 6)).isEqualTo(FRESH);
    table.setTargetHighestSlot(100);
    assertThat(table.targetHighestSlot()).isEqualTo(7);
    table.setTargetHighestSlot(-5);
    assertThat(table.targetHighestSlot()).isZero();
  }

  // RFC 8881, 2.10.6.1: slots are retired only when the client has shown that it left them.
  @Test
  void aLowerTargetRetiresSlotsOnlyWhenTheClientHasSeenItAndLeftThem() {
    table.setTargetHighestSlot(1);
    run(0, 1, 7, 0); // low by chance: the client could not know the new target yet
    assertThat(table.highestSlot()).isEqualTo(3);
    run(0, 2, 8, 3); // knows it, and still uses slot 3
    assertThat(table.highestSlot()).isEqualTo(3);
    run(0, 3, 9, 2); // has left slot 3
    assertThat(table.highestSlot()).isEqualTo(2);
    run(0, 4, 10, 0);
    assertThat(table.highestSlot()).isEqualTo(1);
    assertThat(table.begin(3, 1, 7, 3)).isEqualTo(new SlotDecision.BadSlot(1));
  }

  @Test
  void aSlotIsNotRetiredUnderARequestInProgress() {
    table.begin(3, 1, 7, 3);
    table.setTargetHighestSlot(0);
    run(0, 1, 7, 0);
    run(0, 2, 8, 0);
    assertThat(table.highestSlot()).isEqualTo(3);
    table.complete(3, REPLY);
    run(0, 3, 9, 0);
    assertThat(table.highestSlot()).isZero();
    assertThat(table.keptBytes()).isEqualTo(REPLY.length);
  }

  // The RFC leaves open how a slot counts that comes back; clients do it either way.
  @Test
  void aSlotThatComesBackGoesOnCountingOrStartsOver() {
    retireSlotThreeAfter(5);
    assertThat(table.begin(3, 5, 5, 3)).isEqualTo(new SlotDecision.ReplyNotKept());
    assertThat(table.begin(3, 4, 4, 3)).isEqualTo(new SlotDecision.Misordered(6));
    SlotTable goesOn = copy(table);
    assertThat(goesOn.begin(3, 6, 60, 3)).isEqualTo(FRESH);
    SlotTable startsOver = copy(table);
    assertThat(startsOver.begin(3, 1, 60, 3)).isEqualTo(FRESH);
    startsOver.complete(3, REPLY);
    assertThat(startsOver.begin(3, 6, 61, 3)).isEqualTo(new SlotDecision.Misordered(2));
    assertThat(startsOver.begin(3, 1, 60, 3)).isEqualTo(new SlotDecision.Replay(REPLY));
  }

  @Test
  void aSlotThatComesBackAfterOneRequestTellsRetryAndNewStartByTheFingerprint() {
    retireSlotThreeAfter(1);
    assertThat(table.begin(3, 1, 1, 3)).isEqualTo(new SlotDecision.ReplyNotKept());
    assertThat(table.begin(3, 1, 2, 3)).isEqualTo(FRESH);
  }

  // RFC 8881, 2.10.6.5: a persistent session has its sequences and replies after a restart.
  @Test
  void aRestoredTableAnswersRetriesAndForgetsWhatWasInProgress() {
    run(0, 1, 7);
    table.begin(0, 2, 8, 0);
    table.begin(1, 1, 9, 1);
    SlotTable after = copy(table);
    assertThat(after.inProgress()).isZero();
    assertThat(after.begin(0, 1, 7, 0)).isEqualTo(new SlotDecision.Replay(REPLY));
    assertThat(after.begin(0, 2, 8, 0)).isEqualTo(FRESH);
    assertThat(after.begin(1, 1, 9, 1)).isEqualTo(FRESH);
  }

  @Test
  void anImageThatContradictsItselfIsRefused() {
    assertRefused(new SlotTableImage(3, 4, 4, List.of()));
    assertRefused(new SlotTableImage(3, 3, 2, List.of()));
    assertRefused(new SlotTableImage(3, 3, Integer.MAX_VALUE, List.of()));
    assertRefused(new SlotTableImage(3, -1, 3, List.of()));
    assertRefused(new SlotTableImage(3, 3, 3, List.of(kept(4, 1))));
    assertRefused(new SlotTableImage(3, 3, 3, List.of(kept(1, 1), kept(1, 1))));
    assertRefused(new SlotTableImage(3, 3, 3, List.of(kept(0, 1L << 32))));
    assertRefused(new SlotTableImage(1, 1, 3, List.of(kept(2, 1))));
  }

  @Test
  void wrongUseIsAnErrorOfTheProgram() {
    assertThatThrownBy(() -> table.complete(0, REPLY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> table.abandon(99)).isInstanceOf(IllegalStateException.class);
    table.begin(0, 1, 7, 0);
    assertThatThrownBy(table::resynchronise).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> table.complete(0, new byte[65]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65")
        .hasMessageContaining("64");
    assertThatThrownBy(() -> table.begin(0, -1, 7, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table.begin(1L << 32, 1, 7, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SlotTable(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private void retireSlotThreeAfter(int requests) {
    for (int sequence = 1; sequence <= requests; sequence++) {
      run(3, sequence, sequence, 3);
    }
    table.setTargetHighestSlot(2);
    run(0, 1, 7, 0);
    run(0, 2, 8, 0);
    assertThat(table.highestSlot()).isEqualTo(2);
    table.setTargetHighestSlot(3);
  }

  private void run(int slot, long sequence, long fingerprint) {
    run(slot, sequence, fingerprint, 0);
  }

  private void run(int slot, long sequence, long fingerprint, long highestUsed) {
    assertThat(table.begin(slot, sequence, fingerprint, highestUsed)).isEqualTo(FRESH);
    table.complete(slot, REPLY);
  }

  private static SlotTable countedTo(long sequence) {
    return SlotTable.restore(new SlotTableImage(0, 0, 0, List.of(kept(0, sequence))), 8, 64);
  }

  private static SlotTableImage.Slot kept(int slot, long sequence) {
    return new SlotTableImage.Slot(slot, Memory.KEPT, sequence, 7, REPLY, false);
  }

  private static SlotTable copy(SlotTable table) {
    return SlotTable.restore(table.image(), 8, 64);
  }

  private static void assertRefused(SlotTableImage image) {
    assertThatThrownBy(() -> SlotTable.restore(image, 8, 64))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
