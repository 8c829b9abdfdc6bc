package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.SequenceStatus.BACKCHANNEL_FAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client and server agree on the slots of the back channel, or it is a fault (RFC 8881, 20.9). */
class BackChannelAgreementTest {

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

  private int flags() {
    return BackChannel.statusFlags(channel, List.of(channel));
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

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"CONN_NOT_BOUND_TO_SESSION", "REQ_TOO_BIG", "SERVERFAULT"})
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
  void aClientThatDoesNotKnowItsSessionYetIsAskedOnceMore() {
    client.sequenceStatus = Status.BADSESSION; // the reply of CREATE_SESSION is still on its way
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    assertThat(outcome).isNotCompleted();
    assertThat(channel.isFaulty()).isFalse();
    client.sequenceStatus = null;
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(answered(Status.OK));
    assertThat(client.executed).containsExactly(1);
  }

  @Test
  void aSessionThatTheClientStillDoesNotKnowIsAFault() {
    client.sequenceStatus = Status.BADSESSION;
    CompletableFuture<CallbackOutcome> outcome = ask(1);
    one.deliver(client);
    channel.tick();
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(channel.isFaulty()).isTrue();
  }

  @Test
  void aSessionThatTheClientKnewAndKnowsNoMoreIsAFault() {
    send(1);
    one.deliver(client);
    client.sequenceStatus = Status.BADSESSION;
    CompletableFuture<CallbackOutcome> outcome = ask(2);
    one.deliver(client);
    assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Undelivered());
    assertThat(channel.isFaulty()).isTrue();
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
}
