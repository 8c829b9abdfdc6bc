package io.sojourn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClientSessionTest {

  private static boolean isDone(CompletableFuture<Outcome<byte[]>> asked) {
    return asked.isDone() && asked.join() instanceof Outcome.Done;
  }

  private static boolean isUnknown(CompletableFuture<Outcome<byte[]>> asked) {
    return asked.isDone() && asked.join() instanceof Outcome.Unknown;
  }

  private static String refusal(CompletableFuture<Outcome<byte[]>> asked) {
    return asked.join() instanceof Outcome.Refused<byte[]> refused ? refused.code() : "none";
  }

  private static List<ServerMessage.Push> push(long number, long previous) {
    return List.of(new ServerMessage.Push(number, previous, new byte[0]));
  }

  @Test
  void theWindowIsKeptAlsoWhenItShrinksAndGrows() {
    Desk desk = Desk.connected(3);
    desk.fill(8);
    assertThat(desk.sentSequences()).containsExactly(1L, 2L, 3L);
    assertThat(desk.sentSequences()).isEmpty();
    desk.reply(2);
    // The window begins at the lowest that is awaited, not at the number under way.
    assertThat(desk.sentSequences()).isEmpty();
    desk.reply(1);
    assertThat(desk.sentSequences()).containsExactly(4L, 5L);
    desk.say(new ServerMessage.Window(1));
    desk.reply(3, 4);
    assertThat(desk.sentSequences()).isEmpty();
    desk.reply(5);
    assertThat(desk.sentSequences()).containsExactly(6L);
    desk.say(new ServerMessage.Window(100));
    assertThat(desk.sentSequences()).containsExactly(7L, 8L);
  }

  @Test
  void everyMessageSaysWhatIsAwaitedStill() {
    Desk desk = Desk.connected(10);
    desk.fill(2);
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.reply(1);
    desk.fill(1);
    assertThat(lowestAwaited(desk.sent())).containsExactly(2L);
    desk.reconnected(10);
    assertThat(lowestAwaited(desk.sent())).containsExactly(2L, 2L);
    desk.reply(2, 3);
    desk.pass(Desk.IDLE_MILLIS / 3);
    assertThat(desk.sent()).containsExactly(new ClientMessage.KeepAlive(desk.now, 4));
  }

  private static List<Long> lowestAwaited(List<ClientMessage> sent) {
    return sent.stream().map(it -> ((ClientMessage.Request) it).lowestAwaited()).toList();
  }

  @Test
  void whatIsOutOfOrderIsSentAgainFromTheMissingOneWhenAllIsAnswered() {
    Desk desk = Desk.connected(10);
    desk.fill(4);
    assertThat(desk.sentSequences()).hasSize(4);
    desk.reply(1);
    desk.refuse(2, "unavailable");
    desk.refuse(3, "out_of_order");
    desk.fill(1);
    assertThat(desk.sentSequences()).isEmpty();
    desk.refuse(4, "out_of_order");
    desk.pass(Desk.OPTIONS.connecting().firstPause().toMillis());
    assertThat(desk.sentSequences()).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void aRefusedRequestIsAHoleThatLaterOnesPassWhenItIsGivenUp() {
    Desk desk = Desk.connected(10);
    PendingRequest slow = desk.submit(Order.ANY, 1_000_000);
    PendingRequest refused = desk.submit();
    PendingRequest behind = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L, 2L, 3L);
    desk.refuse(2, "push_queue_full");
    desk.refuse(3, "out_of_order");
    assertThat(refusal(refused)).isEqualTo("push_queue_full");
    // Only "lowest awaited" can say that 2 is given up, and 1 is awaited still.
    assertThat(desk.sentSequences()).isEmpty();
    desk.reply(1);
    assertThat(isDone(slow)).isTrue();
    assertThat(desk.sentSequences()).containsExactly(3L);
    desk.reply(3);
    assertThat(isDone(behind)).isTrue();
  }

  @Test
  void aDeadlineBeforeTheFirstSendingIsARefusalAndLaterOnesGoOn() {
    Desk desk = Desk.connected(1);
    PendingRequest first = desk.submit();
    PendingRequest second = desk.submit(Order.SUBMITTED, 50);
    PendingRequest third = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L);
    desk.pass(50);
    assertThat(refusal(second)).isEqualTo(RefusalCode.DEADLINE_EXCEEDED);
    desk.reply(1);
    assertThat(desk.sentSequences()).containsExactly(3L);
    desk.reply(3);
    assertThat(isDone(first) && isDone(third)).isTrue();
  }

  @Test
  void aDeadlineAfterItWasSentIsUnknownAndItGoesOnBeingSentUntilItsFateIsKnown() {
    Desk desk = Desk.connected(10);
    PendingRequest late = desk.submit(Order.SUBMITTED, 50);
    PendingRequest behind = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.pass(50);
    assertThat(isUnknown(late)).isTrue();
    desk.reconnected(10);
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.reply(1, 2);
    assertThat(isDone(behind)).isTrue();
    assertThat(isUnknown(late)).isTrue();
  }

  @Test
  void whatNobodyWaitsForAndWasNotExecutedIsGivenUp() {
    Desk desk = Desk.connected(10);
    PendingRequest late = desk.submit(Order.SUBMITTED, 50);
    PendingRequest behind = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.pass(50);
    desk.refuse(1, "unavailable");
    desk.refuse(2, "out_of_order");
    desk.pass(Desk.OPTIONS.connecting().firstPause().toMillis());
    assertThat(isUnknown(late)).isTrue();
    assertThat(desk.sentSequences()).containsExactly(2L);
    desk.reply(2);
    assertThat(isDone(behind)).isTrue();
  }

  @Test
  void whenTheSessionExpiresWhatWasSentIsUnknownAndWhatWasNotIsRefused() {
    Desk desk = Desk.connected(2);
    PendingRequest sent = desk.submit();
    PendingRequest backAgain = desk.submit();
    PendingRequest unsent = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.refuse(2, "out_of_order");
    desk.say(new ServerMessage.Closed("session_expired", "the lease ended", ""));
    assertThat(isUnknown(sent)).isTrue();
    assertThat(refusal(backAgain)).isEqualTo("session_expired");
    assertThat(refusal(unsent)).isEqualTo("session_expired");
    assertThat(desk.session.state())
        .isEqualTo(new ClientState.Expired("session_expired", "the lease ended"));
  }

  @Test
  void aRefusalOfACopyThatWasSentBeforeSaysNothingOfTheFirst() {
    Desk desk = Desk.connected(10);
    PendingRequest first = desk.submit();
    assertThat(desk.sentSequences()).containsExactly(1L);
    desk.reconnected(10);
    assertThat(desk.sentSequences()).containsExactly(1L);
    desk.refuse(1, "command_unreadable");
    assertThat(isUnknown(first)).isTrue();
  }

  @Test
  void whereThereIsNoRoomForASessionTheClientIsToldSoAndDoesNotTryAgain() {
    Desk desk = new Desk();
    PendingRequest waiting = desk.submit();
    desk.session.start(desk.now);
    assertThat(desk.opened()).hasSize(1);
    desk.say(new ServerMessage.Rejected("state_full", "no room", ""));
    assertThat(refusal(waiting)).isEqualTo(RefusalCode.STATE_FULL);
    assertThat(desk.session.state()).isEqualTo(new ClientState.Closed("state_full: no room"));
    int tried = desk.tried.size();
    desk.pass(10 * Desk.IDLE_MILLIS);
    assertThat(desk.tried).hasSize(tried);
  }

  @Test
  void noLossHoweverLongMakesASessionExpired() {
    Desk desk = Desk.connected(10);
    for (int i = 0; i < 1_000; i++) {
      desk.broken();
      desk.pass(Desk.IDLE_MILLIS);
      desk.say(new ServerMessage.Rejected("too_hot", "a code of a later version", ""));
    }
    assertThat(desk.session.state()).isInstanceOf(ClientState.Suspended.class);
    assertThat(desk.tried).contains("a:1", "b:2").hasSizeGreaterThan(900);
  }

  @Test
  void whoIsFencedByItsOwnLateAttemptComesBackAndWhoIsFencedByAnotherDoesNot() {
    Desk desk = Desk.connected(10);
    desk.broken();
    desk.pass(Desk.OPTIONS.connecting().longestPause().toMillis());
    // This attempt is executed late: its answer is lost, and the next one is answered first.
    assertThat(desk.opened()).hasSize(1);
    desk.reconnected(10);
    desk.say(new ServerMessage.Closed("fenced", "", ""));
    assertThat(desk.session.state()).isInstanceOf(ClientState.Suspended.class);
    assertThat(desk.opened()).hasSize(1);
    desk.say(new ServerMessage.SessionContinued(4, 10, Desk.IDLE_MILLIS, 0));
    desk.say(new ServerMessage.Closed("fenced", "", ""));
    assertThat(desk.session.state()).isInstanceOf(ClientState.Fenced.class);
  }

  @Test
  void theLeaderThatIsNamedIsTriedAtOnceButNotInCirclesForEver() {
    Desk desk = Desk.connected(10);
    desk.tried.clear();
    desk.say(new ServerMessage.Closed("not_leader", "", "c:3"));
    assertThat(desk.tried).containsExactly("c:3");
    for (int i = 0; i < 2; i++) {
      assertThat(desk.opened()).hasSize(1);
      desk.say(new ServerMessage.Rejected("not_leader", "", "c:3"));
    }
    assertThat(desk.tried).containsExactly("c:3", "c:3", "c:3");
    assertThat(desk.opened()).hasSize(1);
    desk.say(new ServerMessage.Rejected("not_leader", "", "c:3"));
    assertThat(desk.tried).hasSize(3);
    desk.pass(Desk.OPTIONS.connecting().longestPause().toMillis());
    assertThat(desk.tried).hasSize(4).last().isNotEqualTo("c:3");
  }

  @Test
  void aLostAnswerToTheCreationIsAskedForWithTheSameNonce() {
    Desk desk = new Desk();
    desk.session.start(desk.now);
    ClientMessage first = desk.opened().get(0);
    desk.broken();
    desk.pass(Desk.OPTIONS.connecting().longestPause().toMillis());
    assertThat(desk.opened()).containsExactly(first);
    assertThat(desk.session.state()).isInstanceOf(ClientState.Connecting.class);
  }

  @Test
  void anIdleSessionIsKeptAliveAtAThirdOfItsTimeout() {
    Desk desk = Desk.connected(10);
    desk.pass(Desk.IDLE_MILLIS / 3 - 1);
    assertThat(desk.sent()).isEmpty();
    assertThat(desk.session.wakeAtMillis()).isLessThanOrEqualTo(desk.now + 1);
    desk.pass(1);
    assertThat(desk.sent()).containsExactly(new ClientMessage.KeepAlive(desk.now, 1));
  }

  @Test
  void aSilentLineIsLeftAfterOnePing() {
    Desk desk = Desk.connected(10);
    desk.pass(Desk.OPTIONS.silence().pingAfter().toMillis());
    assertThat(desk.pings).isEqualTo(1);
    desk.session.heard(desk.line, desk.now);
    desk.pass(Desk.OPTIONS.silence().pingAfter().toMillis());
    desk.pass(Desk.OPTIONS.silence().pingTimeout().toMillis() - 1);
    assertThat(desk.pings).isEqualTo(2);
    assertThat(desk.session.state()).isInstanceOf(ClientState.Connected.class);
    desk.pass(1);
    assertThat(desk.session.state()).isEqualTo(new ClientState.Suspended("no sign of life"));
  }

  @Test
  void aServerThatLivesAndAnswersNothingIsLeftForAnother() {
    Desk desk = Desk.connected(10);
    desk.fill(1);
    assertThat(desk.sentSequences()).containsExactly(1L);
    for (long waited = 0;
        waited < Desk.OPTIONS.silence().answerTimeout().toMillis();
        waited += 1_000) {
      assertThat(desk.session.state()).isInstanceOf(ClientState.Connected.class);
      desk.session.heard(desk.line, desk.now);
      desk.pass(1_000);
    }
    assertThat(desk.session.state()).isInstanceOf(ClientState.Suspended.class);
    desk.pass(Desk.OPTIONS.connecting().longestPause().toMillis());
    assertThat(desk.tried).containsExactly("a:1", "b:2");
  }

  @Test
  void whatIsNotReservedIsNotSent() {
    Desk desk = new Desk(3);
    desk.session.start(desk.now);
    assertThat(desk.opened()).hasSize(1);
    desk.say(new ServerMessage.SessionCreated(Desk.ID, 1, 10, 0, 0));
    desk.fill(4);
    assertThat(desk.sentSequences()).containsExactly(1L, 2L);
    desk.session.reserved(100);
    assertThat(desk.sentSequences()).containsExactly(3L, 4L);
  }

  @Test
  void queriesAreAskedAgainOnANewLineAndSeeWhatTheSessionSaw() {
    Desk desk = Desk.connected(10);
    PendingQuery query = new PendingQuery(new byte[0], Consistency.SESSION, desk.now + 1_000_000);
    desk.session.submit(query);
    assertThat(desk.sent()).hasSize(1);
    desk.say(new ServerMessage.Reply(77, new byte[0], false, 500));
    desk.reconnected(10);
    ClientMessage.Query again = (ClientMessage.Query) desk.sent().get(0);
    assertThat(again.minIndex()).isEqualTo(500);
    desk.say(new ServerMessage.QueryReply(again.correlationId() - 1, new byte[0], 1));
    assertThat(query).isNotDone();
    desk.say(new ServerMessage.QueryReply(again.correlationId(), new byte[0], 501));
    assertThat(isDone(query)).isTrue();
  }

  @Test
  void aRejectionIsSaidAgainBeforeAnythingIsAcknowledged() {
    Desk desk = Desk.connected(10);
    push(1, 0).forEach(desk::say);
    push(2, 1).forEach(desk::say);
    BackChannel pushes = desk.session.pushes();
    for (int i = 0; i < Desk.OPTIONS.pushes().attempts(); i++) {
      assertThat(pushes.take(desk.now)).isNotNull();
      pushes.failed("cannot", desk.now);
      desk.pass(60_000);
      desk.session.heard(desk.line, desk.now);
    }
    assertThat(pushes.finished()).isZero();
    assertThat(desk.sent()).contains(new ClientMessage.Reject(1, "cannot"));
    desk.reconnected(10);
    assertThat(pushes.take(desk.now)).isNotNull();
    pushes.handled();
    List<ClientMessage> again = desk.sent();
    assertThat(again.subList(0, 2))
        .containsExactly(new ClientMessage.Reject(1, "cannot"), new ClientMessage.Ack(2));
    assertThat(pushes.finished()).isZero();
    desk.say(
        new ServerMessage.KeepAliveReply(((ClientMessage.KeepAlive) again.get(2)).timestamp(), 0));
    assertThat(pushes.finished()).isEqualTo(2);
    desk.reconnected(10);
    assertThat(desk.sent()).isEmpty();
  }

  @Test
  void aPushThatComesTwiceIsHandledOnceAndAcknowledgedAgain() {
    Desk desk = Desk.connected(10);
    push(1, 0).forEach(desk::say);
    BackChannel pushes = desk.session.pushes();
    assertThat(pushes.take(desk.now)).isNotNull();
    pushes.handled();
    assertThat(desk.sent()).containsExactly(new ClientMessage.Ack(1));
    desk.reconnected(10);
    push(1, 0).forEach(desk::say);
    assertThat(pushes.take(desk.now)).isNull();
    assertThat(desk.sent()).containsExactly(new ClientMessage.Ack(1));
  }
}
