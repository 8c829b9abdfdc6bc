package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.Channels.SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The number of slots grows and shrinks (RFC 8881, 2.10.6.1). */
class SlotCountTest {

  private static final int REPLY_BYTES = 100;

  private final long[] sequences = new long[64];

  private SequenceResult use(ForeChannel channel, int slot, int highestUsed) {
    SequenceArguments arguments =
        new SequenceArguments(SESSION, ++sequences[slot], slot, highestUsed, true);
    SequenceDecision decision = channel.begin(arguments, 100, 2, 0, 5, 0);
    assertThat(decision).isInstanceOf(SequenceDecision.Execute.class);
    channel.complete(slot, new byte[REPLY_BYTES]);
    return ((SequenceDecision.Execute) decision).result();
  }

  @Test
  void aClientThatUsesItsHighestSlotGetsMoreUpToItsBound() {
    ForeChannel channel = new ForeChannel(Channels.session(4, 10), new SlotBudget(1 << 20));
    assertThat(use(channel, 2, 2).highestSlot()).isEqualTo(3);
    SequenceResult more = use(channel, 3, 3);
    assertThat(more.highestSlot()).isEqualTo(5);
    assertThat(more.targetHighestSlot()).isEqualTo(5);
    assertThat(use(channel, 5, 5).highestSlot()).isEqualTo(8);
    assertThat(use(channel, 8, 8).highestSlot()).isEqualTo(9);
    assertThat(use(channel, 9, 9).highestSlot()).isEqualTo(9);
  }

  @Test
  void nobodyGetsMoreThanAskedFor() {
    ForeChannel channel = new ForeChannel(Channels.session(8, 8), new SlotBudget(1 << 20));
    assertThat(use(channel, 7, 7).targetHighestSlot()).isEqualTo(7);
  }

  /** Slots go only when the client has said that it uses none of them. */
  @Test
  void overTheBudgetSlotsAreAskedBackAndRetiredWhenTheClientAgrees() {
    SlotBudget budget = new SlotBudget(10 * REPLY_BYTES);
    ForeChannel channel = new ForeChannel(Channels.session(16, 16), budget);
    for (int slot = 0; slot < 15; slot++) {
      use(channel, slot, 14);
    }
    SequenceResult told = use(channel, 0, 14);
    assertThat(told.targetHighestSlot()).isLessThan(15);
    assertThat(told.highestSlot()).isEqualTo(15);
    assertThat(use(channel, 0, 14).highestSlot()).isEqualTo(14); // it still uses 14
    long before = budget.bytes();
    SequenceResult agreed = use(channel, 0, 0);
    assertThat(agreed.highestSlot()).isLessThan(14);
    assertThat(budget.bytes()).isLessThan(before);
    assertThat(channel.begin(new SequenceArguments(SESSION, 9, 14, 14, false), 1, 1, 0, 5, 0))
        .isEqualTo(new SequenceDecision.Refused(Status.BADSLOT));
  }

  @Test
  void aFewSlotsAreLeftHoweverShortMemoryIs() {
    ForeChannel channel = new ForeChannel(Channels.session(32, 32), new SlotBudget(0));
    SequenceResult result = use(channel, 0, 0);
    for (int i = 0; i < 40; i++) {
      result = use(channel, 0, 0);
    }
    assertThat(result.highestSlot()).isEqualTo(SlotCount.KEPT - 1);
    assertThat(result.targetHighestSlot()).isEqualTo(SlotCount.KEPT - 1);
  }

  @Test
  void whenThereIsRoomAgainSlotsComeBackWithTheirUse() {
    SlotBudget budget = new SlotBudget(0);
    ForeChannel channel = new ForeChannel(Channels.session(8, 16), budget);
    for (int i = 0; i < 10; i++) {
      use(channel, 0, 0);
    }
    assertThat(use(channel, 0, 0).targetHighestSlot()).isEqualTo(3);
    budget.add(-10_000);
    assertThat(use(channel, 3, 3).targetHighestSlot()).isEqualTo(5);
  }

  /** 20.8: who makes no requests hears of a lower target by CB_RECALL_SLOT alone. */
  @Test
  void aSilentClientIsToBeAskedByCallback() {
    SlotBudget budget = new SlotBudget(0);
    ForeChannel channel = new ForeChannel(Channels.session(16, 16), budget);
    assertThat(channel.relieve()).isEmpty(); // nothing is kept yet
    budget.add(1);
    assertThat(channel.relieve()).isEqualTo(OptionalInt.of(7));
    assertThat(channel.relieve()).isEqualTo(OptionalInt.of(7));
  }

  @Test
  void aClientThatMakesRequestsAndDoesNotFollowIsToBeAskedByCallback() {
    SlotBudget budget = new SlotBudget(0);
    ForeChannel channel = new ForeChannel(Channels.session(8, 8), budget);
    use(channel, 0, 7);
    channel.relieve();
    use(channel, 0, 7);
    assertThat(channel.relieve()).isEmpty();
    for (int i = 0; i < 40; i++) {
      use(channel, 0, 7);
    }
    assertThat(channel.relieve()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void aClientThatFollowsIsLeftAlone() {
    SlotBudget budget = new SlotBudget(0);
    ForeChannel channel = new ForeChannel(Channels.session(8, 8), budget);
    for (int i = 0; i < 10; i++) {
      use(channel, 0, 0);
    }
    assertThat(channel.relieve()).isEmpty();
  }
}
