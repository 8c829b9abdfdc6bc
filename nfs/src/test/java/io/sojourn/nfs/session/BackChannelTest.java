package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.SequenceStatus.CB_PATH_DOWN;
import static io.sojourn.nfs.session.SequenceStatus.CB_PATH_DOWN_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

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
