package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.SequenceStatus.BACKCHANNEL_FAULT;
import static io.sojourn.nfs.session.SequenceStatus.CB_PATH_DOWN;
import static io.sojourn.nfs.session.SequenceStatus.CB_PATH_DOWN_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The back channel (RFC 8881, 2.10.6, 18.46.3 and 20). */
class BackChannelTest {

  private static final int SLOTS = 3;

  private final TestConnection one = new TestConnection();
  private final TestConnection two = new TestConnection();
  private final List<CallbackConnection> bound = new ArrayList<>(List.of(one));
  private final CallbackClient client = new CallbackClient(SLOTS);
  private final BackChannel channel =
      new BackChannel(Channels.session(SLOTS, SLOTS), () -> List.copyOf(bound));

  private CompletableFuture<CallbackOutcome> ask(int what) {
    return channel.send(new CallbackOperation.RecallSlot(what), List.of()).toCompletableFuture();
  }

  /** Asks, and leaves it to the client to show what came of it. */
  private void send(int what) {
    assertThat(ask(what)).isNotCompletedExceptionally();
  }

  private static CallbackOutcome answered(Status status) {
    return new CallbackOutcome.Answered(status);
  }

  private void bind(TestConnection connection) {
    bound.addFirst(connection);
    channel.pathChanged();
  }

  private void unbind(TestConnection connection) {
    bound.remove(connection);
    channel.pathChanged();
  }

  private int flags() {
    return BackChannel.statusFlags(channel, List.of(channel));
  }

  @Test
  void operationsAreDoneInTheirSlotsOneSequenceAfterTheOther() {
    for (int i = 1; i <= 5; i++) {
      CompletableFuture<CallbackOutcome> outcome = ask(i);
      one.deliver(client);
      assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    }
    assertThat(client.executed).containsExactly(1, 2, 3, 4, 5);
    assertThat(client.slots[0].sequence).isEqualTo(5);
    assertThat(channel.unanswered()).isZero();
  }

  @Test
  void asManyAreUnderWayAsThereAreSlotsAndTheOthersWait() {
    for (int i = 1; i <= SLOTS + 2; i++) {
      send(i);
    }
    assertThat(one.waiting).hasSize(SLOTS);
    assertThat(channel.unanswered()).isEqualTo(SLOTS + 2);
    one.deliver(client);
    assertThat(one.waiting).hasSize(SLOTS);
    while (!one.waiting.isEmpty()) {
      one.deliver(client);
    }
    assertThat(client.executed).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void theClientsRefusalIsTheOutcome() {
    client.operationStatus = Status.BADHANDLE;
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.BADHANDLE));
    client.operationStatus = Status.OK;
    send(2);
    one.deliver(client);
    assertThat(client.executed).containsExactly(2);
  }

  /** 2.10.6: what the client cannot have seen uses no sequence up. */
  @Test
  void aCallThatWasNotWrittenLeavesNoGap() {
    bind(two);
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    two.reply(new CallbackReply.NotWritten());
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[0].sequence).isEqualTo(1);
    send(2);
    two.deliver(client);
    assertThat(client.executed).containsExactly(1, 2);
  }

  /** 2.10.6.2: the same request under the same sequence, over another connection. */
  @Test
  void aCallWhoseAnswerWasLostIsSentAgainAndDoneOnce() {
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.loseAnswer(client);
    assertThat(one.waiting).isEmpty();
    bind(two);
    assertThat(two.calls.getFirst().arguments()).isEqualTo(one.calls.getFirst().arguments());
    two.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.executed).containsExactly(1);
    send(2);
    two.deliver(client);
    assertThat(client.executed).containsExactly(1, 2);
  }

  @Test
  void whatWasNotAnsweredIsSentAgainAfterAWhile() {
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.reply(new CallbackReply.NoAnswer());
    assertThat(one.waiting).isEmpty();
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
  }

  @Test
  void aConnectionThatFailsItselfCountsAsNoAnswer() {
    send(1);
    one.waiting.remove().reply().completeExceptionally(new IllegalStateException("closed"));
    assertThat(channel.isUp()).isFalse();
    channel.tick();
    one.deliver(client);
    assertThat(channel.isUp()).isTrue();
  }

  /** 18.46.3: what SEQUENCE tells while callbacks cannot be made. */
  @Test
  void whileNothingGetsThroughThePathIsDown() {
    assertThat(flags()).isZero();
    send(1);
    one.reply(new CallbackReply.NoAnswer());
    assertThat(flags()).isEqualTo(CB_PATH_DOWN.bit() | CB_PATH_DOWN_SESSION.bit());
    bind(two);
    assertThat(flags()).isZero();
    unbind(one);
    unbind(two);
    assertThat(flags()).isEqualTo(CB_PATH_DOWN.bit() | CB_PATH_DOWN_SESSION.bit());
  }

  @Test
  void aClientWithAnotherSessionThatWorksIsToldOfThisOneOnly() {
    BackChannel other = new BackChannel(Channels.session(1, 1), () -> List.of(two));
    unbind(one);
    assertThat(BackChannel.statusFlags(channel, List.of(channel, other)))
        .isEqualTo(CB_PATH_DOWN_SESSION.bit());
    assertThat(BackChannel.statusFlags(null, List.of(other))).isZero();
    assertThat(BackChannel.statusFlags(null, List.of())).isZero();
  }

  @Test
  void whatIsAskedWithoutAConnectionWaitsForOne() {
    unbind(one);
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    assertThat(outcome).isNotDone();
    bind(two);
    two.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
  }

  /** 20.9: the client is busy. */
  @Test
  void aSequenceThatIsPutOffIsSentAgainTheSame() {
    client.sequenceStatus = Status.DELAY;
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    assertThat(one.waiting).isEmpty();
    client.sequenceStatus = null;
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[0].sequence).isEqualTo(1);
  }

  @Test
  void anOperationThatIsPutOffIsAskedAgainUnderTheNextSequence() {
    client.operationStatus = Status.DELAY;
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    assertThat(outcome).isNotDone();
    assertThat(one.waiting).isEmpty();
    client.operationStatus = Status.OK;
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[0].sequence).isEqualTo(2);
  }

  @Test
  void aClientThatCountsFromOneAgainIsFollowed() {
    send(1);
    one.deliver(client);
    send(2);
    one.deliver(client);
    client.countedTo(0, 0);
    CompletableFuture<CallbackOutcome> outcome = ask(3);
    one.deliver(client);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.executed).containsExactly(1, 2, 3);
  }

  /** After a restart of the server: slots on which the client is elsewhere are given up. */
  @Test
  void aSlotWithoutAgreementIsGivenUpAndAnotherIsUsed() {
    client.countedTo(0, 17);
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[1].sequence).isEqualTo(1);
    assertThat(channel.isFaulty()).isFalse();
  }

  /** 18.46.3: the server has lost track of the sequences. */
  @Test
  void withoutAgreementOnAnySlotTheChannelIsFaulty() {
    for (int slot = 0; slot < SLOTS; slot++) {
      client.countedTo(slot, 17);
    }
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    for (int slot = 0; slot < SLOTS; slot++) {
      one.deliver(client);
    }
    assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(flags() & BACKCHANNEL_FAULT.bit()).isNotZero();
    bind(two);
    assertThat(channel.isFaulty()).isTrue();
    assertThat(ask(2)).isCompletedWithValue(new CallbackOutcome.Undelivered());
  }

  @Test
  void aSequenceThatWasUsedForSomethingElseIsPassedOver() {
    send(1);
    one.deliver(client);
    client.countedTo(0, 2); // with what was said to sequence 1
    CompletableFuture<CallbackOutcome> outcome = ask(2);
    one.deliver(client);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[0].sequence).isEqualTo(3);
  }

  @Test
  void whatWasDoneWhileItsAnswerIsGoneIsDone() {
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.reply(new CallbackReply.NoAnswer());
    client.sequenceStatus = Status.RETRY_UNCACHED_REP;
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.RETRY_UNCACHED_REP));
  }

  /** 20.9: the client uses fewer slots. */
  @Test
  void slotsThatTheClientTakesBackAreNotUsed() {
    client.target = 0;
    send(1);
    one.deliver(client);
    send(2);
    send(3);
    assertThat(one.waiting).hasSize(1);
    client.target = SLOTS - 1;
    one.deliver(client);
    send(4);
    assertThat(one.waiting).hasSize(2);
  }

  @Test
  void whatWasSentOnASlotThatTheClientTookBackGoesToAnother() {
    client.target = 0;
    CompletableFuture<CallbackOutcome> first = ask(1);
    CompletableFuture<CallbackOutcome> second = ask(2);
    TestConnection.Waiting onSlotZero = one.waiting.remove();
    one.deliver(client); // slot 1: no such slot
    assertThat(second).isNotDone();
    onSlotZero
        .reply()
        .complete(new CallbackReply.Answered(client.answer(onSlotZero.call().arguments())));
    one.deliver(client);
    assertThat(first).isCompletedWithValue(answered(Status.OK));
    assertThat(second).isCompletedWithValue(answered(Status.OK));
    assertThat(client.executed).containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"BADSESSION", "CONN_NOT_BOUND_TO_SESSION", "REQ_TOO_BIG", "SERVERFAULT"})
  void whatCannotBeMendedIsAFault(Status status) {
    client.sequenceStatus = status;
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    CompletableFuture<CallbackOutcome> other = ask(2);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(other).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(channel.isFaulty()).isTrue();
    assertThat(channel.isUp()).isFalse();
  }

  @Test
  void whoeverRejectsCallsIsNotCalledUntilSomethingHasChanged() {
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.reply(new CallbackReply.Rejected());
    assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(ask(2)).isCompletedWithValue(new CallbackOutcome.Undelivered());
    SessionRecord changed =
        Channels.session(SLOTS, SLOTS).withCallbacks(99, new CallbackSecurity.None());
    channel.update(changed);
    CompletableFuture<CallbackOutcome> third = ask(3);
    assertThat(one.calls.getLast().program()).isEqualTo(99);
    one.deliver(client);
    assertThat(third).isCompletedWithValue(answered(Status.OK));
    assertThat(client.slots[0].sequence).isEqualTo(1);
  }

  @Test
  void anAnswerToSomethingElseIsAFault() {
    for (byte[] nonsense :
        List.of(
            new byte[0],
            new byte[] {0, 0, 0, 0},
            client.done(Channels.SESSION, 2, 0, Status.OK),
            client.done(Channels.SESSION, 1, 1, Status.OK),
            client.done(new SessionKey(1, 1), 1, 0, Status.OK))) {
      TestConnection connection = new TestConnection();
      BackChannel fresh = new BackChannel(Channels.session(1, 1), () -> List.of(connection));
      CompletableFuture<CallbackOutcome> outcome =
          fresh.send(new CallbackOperation.RecallSlot(1), List.of()).toCompletableFuture();
      connection.reply(new CallbackReply.Answered(nonsense));
      assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
      assertThat(fresh.isFaulty()).isTrue();
    }
  }

  /** What was under way when a fault came may have been done: its slot is brought into step. */
  @Test
  void afterAFaultASlotWhoseCallMayHaveBeenSeenIsBroughtIntoStep() {
    send(1);
    send(2);
    TestConnection.Waiting first = one.waiting.remove();
    first.reply().complete(new CallbackReply.Rejected());
    one.loseAnswer(client); // slot 1 was executed
    bind(two);
    while (!two.waiting.isEmpty()) {
      two.deliver(client);
    }
    CompletableFuture<CallbackOutcome> later = ask(3);
    CompletableFuture<CallbackOutcome> more = ask(4);
    while (!two.waiting.isEmpty()) {
      two.deliver(client);
    }
    assertThat(later).isCompletedWithValue(answered(Status.OK));
    assertThat(more).isCompletedWithValue(answered(Status.OK));
    assertThat(client.executed).containsExactly(2, 3, 4);
  }

  @Test
  void aClosedChannelDeliversNothing() {
    CompletableFuture<CallbackOutcome> sent = ask(1);
    channel.close();
    assertThat(sent).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(ask(2)).isCompletedWithValue(new CallbackOutcome.Undelivered());
    one.deliver(client);
    assertThat(channel.unanswered()).isZero();
    assertThat(channel.isUp()).isFalse();
  }

  @Test
  void onlySoManyWait() {
    unbind(one);
    for (int i = 0; i < BackChannel.WAITING_MAX + SLOTS; i++) {
      assertThat(ask(i)).isNotDone();
    }
    assertThat(ask(0)).isCompletedWithValue(new CallbackOutcome.Undelivered());
  }

  /** 20.1. */
  @Test
  void theProgramIsProbedWithNothing() {
    CompletableFuture<Boolean> probe = channel.probe().toCompletableFuture();
    assertThat(one.calls.getFirst().procedure()).isEqualTo(CallbackCall.CB_NULL);
    assertThat(one.calls.getFirst().arguments()).isEmpty();
    one.reply(new CallbackReply.Answered(new byte[0]));
    assertThat(probe).isCompletedWithValue(true);
    CompletableFuture<Boolean> again = channel.probe().toCompletableFuture();
    one.reply(new CallbackReply.NoAnswer());
    assertThat(again).isCompletedWithValue(false);
    assertThat(channel.isUp()).isFalse();
    unbind(one);
    assertThat(channel.probe().toCompletableFuture()).isCompletedWithValue(false);
  }
}
