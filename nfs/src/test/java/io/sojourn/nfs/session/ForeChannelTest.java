package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.Channels.SESSION;
import static io.sojourn.nfs.session.Channels.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SEQUENCE, one rule after the other (RFC 8881, 2.10.6 and 18.46). */
class ForeChannelTest {

  private static final byte[] REPLY = {1, 2, 3, 4};

  private final SlotBudget budget = new SlotBudget(1 << 20);
  private final ForeChannel channel = new ForeChannel(Channels.session(4, 4), budget);

  private SequenceDecision begin(SequenceArguments arguments, long fingerprint) {
    return begin(channel, arguments, fingerprint);
  }

  private static SequenceDecision begin(
      ForeChannel channel, SequenceArguments arguments, long fingerprint) {
    return channel.begin(arguments, 100, 2, 0, fingerprint, 0);
  }

  private static SequenceDecision refused(Status status) {
    return new SequenceDecision.Refused(status);
  }

  private void execute(long slot, long number, long fingerprint) {
    assertThat(begin(sequence(slot, number), fingerprint))
        .isInstanceOf(SequenceDecision.Execute.class);
  }

  /** 18.46.3: session, slot and sequence are those of the arguments. */
  @Test
  void theResultRepeatsTheArguments() {
    assertThat(channel.begin(sequence(2, 1), 100, 2, 0, 5, 0x201))
        .isEqualTo(new SequenceDecision.Execute(new SequenceResult(SESSION, 1, 2, 3, 3, 0x201)));
  }

  /** 2.10.6.1: the first sequence of a slot is 1. */
  @ParameterizedTest
  @CsvSource({"0", "2", "4294967295"})
  void aSlotThatWasNeverUsedExpectsOne(long number) {
    assertThat(begin(sequence(0, number), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
    execute(0, 1, 5);
  }

  @Test
  void aRetryIsAnsweredItsOwnReply() {
    execute(0, 1, 5);
    channel.complete(0, REPLY);
    execute(1, 1, 5);
    channel.complete(1, new byte[] {9});
    SequenceDecision again = begin(sequence(0, 1), 5);
    assertThat(again).isInstanceOf(SequenceDecision.Replay.class);
    assertThat(((SequenceDecision.Replay) again).reply()).isSameAs(REPLY);
    execute(0, 2, 5);
  }

  /** 2.10.6.1.3: the operation behind SEQUENCE gets the error, SEQUENCE itself succeeds. */
  @Test
  void aRetryOfWhatWasNotKeptIsToldSoBehindSequence() {
    execute(0, 1, 5);
    channel.completeWithoutReply(0);
    assertThat(begin(sequence(0, 1), 5))
        .isEqualTo(new SequenceDecision.ReplyNotKept(new SequenceResult(SESSION, 1, 0, 3, 3, 0)));
  }

  /** 2.10.6.2: a retry of what is being executed. */
  @Test
  void whatIsInProgressIsNotExecutedTwice() {
    execute(0, 1, 5);
    assertThat(begin(sequence(0, 1), 5)).isEqualTo(refused(Status.DELAY));
    assertThat(begin(sequence(0, 2), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(channel.inProgress()).isEqualTo(1);
  }

  /** 2.10.6.1.3.1: another request under a number that was used. */
  @Test
  void anotherRequestUnderTheSameNumberIsAFalseRetry() {
    execute(0, 1, 5);
    assertThat(begin(sequence(0, 1), 6)).isEqualTo(refused(Status.SEQ_FALSE_RETRY));
    channel.complete(0, REPLY);
    assertThat(begin(sequence(0, 1), 6)).isEqualTo(refused(Status.SEQ_FALSE_RETRY));
    assertThat(begin(sequence(0, 1), 5)).isInstanceOf(SequenceDecision.Replay.class);
  }

  @Test
  void whatIsNeitherNextNorLastIsMisordered() {
    execute(0, 1, 5);
    channel.complete(0, REPLY);
    execute(0, 2, 5);
    channel.complete(0, REPLY);
    assertThat(begin(sequence(0, 4), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(begin(sequence(0, 1), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(begin(sequence(0, 0), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
  }

  @Test
  void aSlotBeyondTheHighestIsBad() {
    assertThat(begin(sequence(4, 1), 5)).isEqualTo(refused(Status.BADSLOT));
    assertThat(begin(sequence(0xffff_ffffL, 1), 5)).isEqualTo(refused(Status.BADSLOT));
  }

  /** 15.1.11.3: no slot that high was ever granted. */
  @Test
  void aHighestSlotThatWasNeverGrantedIsBad() {
    SequenceArguments arguments = new SequenceArguments(SESSION, 1, 0, 4, false);
    assertThat(begin(arguments, 5)).isEqualTo(refused(Status.BAD_HIGH_SLOT));
    execute(0, 1, 5);
  }

  /** 2.10.6.4, 18.46.3: sizes are looked at before the slot advances, and change nothing. */
  @ParameterizedTest
  @CsvSource({
    "1001, 2, 0, false, REQ_TOO_BIG",
    "1000, 9, 0, false, TOO_MANY_OPS",
    "1000, 8, 921, false, REP_TOO_BIG",
    "1000, 8, 521, true, REP_TOO_BIG_TO_CACHE",
    "5000, 9, 999, true, REQ_TOO_BIG"
  })
  void whatIsTooBigChangesNothing(
      int bytes, int operations, int tag, boolean cacheThis, Status status) {
    SequenceArguments arguments = new SequenceArguments(SESSION, 1, 0, 0, cacheThis);
    assertThat(channel.begin(arguments, bytes, operations, tag, 5, 0)).isEqualTo(refused(status));
    assertThat(channel.image().slots()).isEmpty();
    execute(0, 1, 6);
  }

  @Test
  void whatJustFitsIsTaken() {
    SequenceArguments kept = new SequenceArguments(SESSION, 1, 0, 0, true);
    assertThat(channel.begin(kept, 1000, 8, 520, 5, 0))
        .isInstanceOf(SequenceDecision.Execute.class);
    assertThat(channel.begin(sequence(1, 1), 1000, 8, 920, 5, 0))
        .isInstanceOf(SequenceDecision.Execute.class);
  }

  @Test
  void boundsOfRepliesAreThoseNegotiatedWithoutTheRpcHeader() {
    assertThat(channel.replyBound(false)).isEqualTo(new ReplyBound(976, Status.REP_TOO_BIG));
    assertThat(channel.replyBound(true))
        .isEqualTo(new ReplyBound(576, Status.REP_TOO_BIG_TO_CACHE));
    ChannelAttributes equal = new ChannelAttributes(0, 1000, 1000, 1000, 8, 4, OptionalInt.empty());
    ForeChannel even = new ForeChannel(Channels.session(equal, 4, equal), budget);
    assertThat(even.replyBound(true)).isEqualTo(new ReplyBound(976, Status.REP_TOO_BIG));
  }

  /** 2.10.6.1.3: a SEQUENCE alone is always replayed, even where nothing is to be kept. */
  @Test
  void aSequenceAloneIsKeptWhateverWasNegotiated() {
    ChannelAttributes nothing = new ChannelAttributes(0, 1000, 1000, 0, 8, 4, OptionalInt.empty());
    ForeChannel frugal = new ForeChannel(Channels.session(nothing, 4, nothing), budget);
    assertThat(begin(frugal, sequence(0, 1), 5)).isInstanceOf(SequenceDecision.Execute.class);
    frugal.complete(0, new byte[56 + 1024]);
    assertThat(begin(frugal, sequence(0, 1), 5)).isInstanceOf(SequenceDecision.Replay.class);
  }

  @Test
  void aReplyThatMayNotBeKeptIsNot() {
    execute(0, 1, 5);
    channel.complete(0, new byte[ForeChannel.SOLO_REPLY_BYTES_MAX + 1]);
    assertThat(begin(sequence(0, 1), 5)).isInstanceOf(SequenceDecision.ReplyNotKept.class);
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void whatHadNoEffectCanBeTakenBack() {
    execute(0, 1, 5);
    channel.abandon(0);
    assertThat(channel.inProgress()).isZero();
    execute(0, 1, 6);
  }

  @Test
  void sequencesWrapToZero() {
    TreeMap<Integer, SlotRecord> kept = new TreeMap<>();
    kept.put(0, new SlotRecord(0xffff_ffffL, 5, true, REPLY));
    ForeChannel restored = ForeChannel.restored(Channels.session(4, 4), kept, budget);
    assertThat(begin(restored, sequence(0, 0), 6)).isInstanceOf(SequenceDecision.Execute.class);
    restored.complete(0, REPLY);
    assertThat(begin(restored, sequence(0, 1), 7)).isInstanceOf(SequenceDecision.Execute.class);
  }

  private static SortedMap<Integer, SlotRecord> kept() {
    TreeMap<Integer, SlotRecord> kept = new TreeMap<>();
    kept.put(0, new SlotRecord(10, 5, true, REPLY));
    kept.put(2, new SlotRecord(20, 6, false, new byte[0]));
    return kept;
  }

  /** 2.10.6.5: a session that persists answers retries and goes on. */
  @Test
  void aRestoredChannelReplaysAndGoesOn() {
    ForeChannel restored = ForeChannel.restored(Channels.session(4, 8), kept(), budget);
    SequenceDecision again = begin(restored, sequence(0, 10), 5);
    assertThat(again).isInstanceOf(SequenceDecision.Replay.class);
    assertThat(((SequenceDecision.Replay) again).reply()).isEqualTo(REPLY);
    assertThat(begin(restored, sequence(0, 10), 9)).isEqualTo(refused(Status.SEQ_FALSE_RETRY));
    assertThat(begin(restored, sequence(2, 20), 6))
        .isInstanceOf(SequenceDecision.ReplyNotKept.class);
    assertThat(begin(restored, sequence(0, 9), 5)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(begin(restored, sequence(0, 11), 7)).isInstanceOf(SequenceDecision.Execute.class);
    restored.complete(0, REPLY);
    assertThat(begin(restored, sequence(0, 13), 7)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(budget.bytes()).isEqualTo(REPLY.length);
  }

  /** Requests without an effect are not kept: once, a slot takes a sequence that is ahead. */
  @Test
  void aRestoredSlotTakesAnySequenceAheadOnce() {
    ForeChannel restored = ForeChannel.restored(Channels.session(4, 8), kept(), budget);
    assertThat(begin(restored, sequence(2, 4711), 7)).isInstanceOf(SequenceDecision.Execute.class);
    restored.completeWithoutReply(2);
    assertThat(begin(restored, sequence(2, 4713), 7)).isEqualTo(refused(Status.SEQ_MISORDERED));
    assertThat(begin(restored, sequence(7, 99), 7)).isInstanceOf(SequenceDecision.Execute.class);
  }

  /** 2.10.6.5, 15.1.11.5: a dead session answers retries and nothing else. */
  @Test
  void aDeadSessionOnlyAnswersRetries() {
    SessionRecord dead = Channels.session(4, 4).asDead();
    ForeChannel restored = ForeChannel.restored(dead, kept(), budget);
    assertThat(begin(restored, sequence(0, 10), 5)).isInstanceOf(SequenceDecision.Replay.class);
    assertThat(begin(restored, sequence(0, 11), 5)).isEqualTo(refused(Status.DEADSESSION));
    assertThat(begin(restored, sequence(1, 1), 5)).isEqualTo(refused(Status.DEADSESSION));
    assertThat(restored.inProgress()).isZero();
  }

  @Test
  void aClosedChannelGivesItsMemoryBackAndTakesNothingNew() {
    execute(0, 1, 5);
    execute(1, 1, 5);
    channel.complete(0, REPLY);
    assertThat(budget.bytes()).isEqualTo(REPLY.length);
    channel.close();
    assertThat(budget.bytes()).isZero();
    channel.complete(1, REPLY);
    assertThat(budget.bytes()).isZero();
    assertThat(begin(sequence(0, 2), 5)).isEqualTo(refused(Status.BADSESSION));
    assertThat(channel.relieve()).isEmpty();
  }
}
