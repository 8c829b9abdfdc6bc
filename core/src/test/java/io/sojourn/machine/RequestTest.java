package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aSession() {
    kernel.create(ANN);
  }

  @Test
  void aRequestIsExecutedOnceHoweverOftenItIsSent() {
    assertThat(kernel.request(ANN, 1, "add a"))
        .usingRecursiveComparison()
        .isEqualTo(new Reply.Executed(bytes("1"), false));
    for (int i = 0; i < 3; i++) {
      assertThat(kernel.request(ANN, 1, "add a"))
          .usingRecursiveComparison()
          .isEqualTo(new Reply.Executed(bytes("1"), true));
    }
    assertThat(text(kernel.request(ANN, 2, "add a"))).isEqualTo("2");
  }

  @Test
  void requestsThatAskForNoOrderComeAsTheyLikeAndWithGaps() {
    assertThat(text(kernel.unordered(ANN, 1000, "add a"))).isEqualTo("1");
    assertThat(text(kernel.unordered(ANN, 7, "add a"))).isEqualTo("2");
    assertThat(text(kernel.unordered(ANN, 1000, "add a"))).isEqualTo("1");
  }

  @Test
  void aRequestIsNotExecutedBeforeOneOfALowerNumber() {
    assertThat(refusal(kernel.request(ANN, 2, "add b"))).isEqualTo(Code.OUT_OF_ORDER);
    assertThat(text(kernel.request(ANN, 1, "list "))).isEqualTo("created");
    assertThat(text(kernel.request(ANN, 2, "add b"))).isEqualTo("1");
    assertThat(text(kernel.request(ANN, 3, "list "))).isEqualTo("b,created");
  }

  @Test
  void aRequestOutOfOrderChangesNothingButWhatIsGivenUp() {
    kernel.request(ANN, 1, "add a");
    assertThat(refusal(kernel.request(ANN, 0, 3, 2, "add a"))).isEqualTo(Code.OUT_OF_ORDER);
    assertThat(kernel.effects).isEmpty();
    assertThat(refusal(kernel.request(ANN, 1, "add a"))).isEqualTo(Code.REPLY_EVICTED);
    assertThat(text(kernel.request(ANN, 0, 2, 2, "add a"))).isEqualTo("2");
    assertThat(text(kernel.request(ANN, 0, 3, 2, "add a"))).isEqualTo("3");
  }

  /** A client that gave up waiting for 2 does not have to send it in order to go on. */
  @Test
  void aRequestThatWasGivenUpHoldsNobodyUp() {
    kernel.request(ANN, 1, "add a");
    assertThat(text(kernel.request(ANN, 0, 3, 3, "add a"))).isEqualTo("2");
    assertThat(refusal(kernel.request(ANN, 2, "add a"))).isEqualTo(Code.REPLY_EVICTED);
  }

  @Test
  void aRequestThatFailedWasExecutedAndHoldsNobodyUp() {
    assertThat(kernel.request(ANN, 1, "throw")).isInstanceOf(Reply.Failed.class);
    assertThat(text(kernel.request(ANN, 2, "add a"))).isEqualTo("1");
  }

  @Test
  void aNumberFarAboveTheMarkIsRefusedHoweverItIsSent() {
    Kernel small = new Kernel(LimitsWith.bound("windowRequests", 2));
    small.create(ANN);
    assertThat(refusal(small.unordered(ANN, 3, "add a"))).isEqualTo(Code.SEQUENCE_AHEAD);
    assertThat(refusal(small.request(ANN, 3, "add a"))).isEqualTo(Code.SEQUENCE_AHEAD);
    assertThat(text(small.unordered(ANN, 2, "add a"))).isEqualTo("1");
    assertThat(text(small.request(ANN, 0, 4, 4, "add a"))).isEqualTo("2");
  }

  @Test
  void everySessionHasNumbersOfItsOwn() {
    kernel.create(BOB);
    kernel.request(ANN, 1, "add a");
    assertThat(text(kernel.request(BOB, 1, "add a"))).isEqualTo("2");
  }

  @Test
  void aRetryDoesNotPushAgain() {
    kernel.request(ANN, 1, "push a hello");
    assertThat(kernel.effects).hasSize(1);
    kernel.request(ANN, 1, "push a hello");
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void aRequestThatThrowsFailsOnceWritesNothingAndFailsAlikeEverAfter() {
    kernel.request(ANN, 1, "add a;add b");
    String failing = "add a;add c;drop b;push a hello;throw";
    Reply failed = kernel.request(ANN, 2, failing);
    assertThat(failed).isEqualTo(new Reply.Failed("java.lang.IllegalArgumentException", false));
    assertThat(kernel.effects).isEmpty();
    assertThat(kernel.request(ANN, 2, failing))
        .isEqualTo(new Reply.Failed("java.lang.IllegalArgumentException", true));
    assertThat(text(kernel.request(ANN, 3, "list "))).isEqualTo("a,b,created");
    assertThat(text(kernel.request(ANN, 4, "add a"))).isEqualTo("2");
  }

  @Test
  void aReplyOverTheBoundIsAFailureThatWritesNothing() {
    Kernel small = new Kernel(LimitsWith.bound("replyBytes", 100));
    small.create(ANN);
    assertThat(text(small.request(ANN, 1, "reply 99"))).hasSize(99);
    assertThat(small.request(ANN, 2, "add a;reply 100")).isInstanceOf(Reply.Failed.class);
    assertThat(text(small.request(ANN, 3, "add a"))).isEqualTo("1");
  }

  @Test
  void aFailureWhoseNameIsOverTheBoundIsCutAndKept() {
    Limits tiny = LimitsWith.bound("replyBytes", 64);
    UserStateMachine failing =
        (state, command, context) -> {
          throw new AnExceptionWhoseNameIsFarTooLongToBeKeptWholeInTheWindowOfThisSession();
        };
    Kernel small = new Kernel(new SessionMachine(tiny, failing));
    small.create(ANN);
    Reply.Failed first = (Reply.Failed) small.request(ANN, 1, "x");
    assertThat(first.failure()).hasSize(63).startsWith("io.sojourn.machine.");
    assertThat(small.request(ANN, 1, "x")).isEqualTo(new Reply.Failed(first.failure(), true));
  }

  @Test
  void anotherBodyUnderTheSameNumberIsRefusedAsAFalseRetry() {
    kernel.request(ANN, 1, "add a");
    assertThat(refusal(kernel.request(ANN, 1, "add b"))).isEqualTo(Code.FALSE_RETRY);
    assertThat(text(kernel.request(ANN, 2, "list "))).isEqualTo("a,created");
  }

  @Test
  void aReplyThatTheClientGaveUpIsGoneAndItsRequestNeverRunsAgain() {
    kernel.request(ANN, 1, "add a");
    kernel.ask(request(5, 4));
    for (long old : new long[] {1, 2, 3}) {
      assertThat(refusal(kernel.request(ANN, old, "add a"))).isEqualTo(Code.REPLY_EVICTED);
    }
    assertThat(text(kernel.request(ANN, 4, "add a"))).isEqualTo("3");
  }

  private static Command.Request request(long sequence, long lowestAwaited) {
    String body = "add a";
    return new Command.Request(ANN, 0, sequence, lowestAwaited, body.hashCode(), bytes(body), true);
  }

  @Test
  void aMarkThatGoesBackCountsForNothing() {
    kernel.ask(request(5, 4));
    kernel.ask(request(6, 1));
    assertThat(refusal(kernel.request(ANN, 3, "add a"))).isEqualTo(Code.REPLY_EVICTED);
  }

  @Test
  void aFullWindowRefusesUntilTheClientGivesRepliesUp() {
    Limits limits = LimitsWith.bound(LimitsWith.bound("replyBytes", 64), "windowBytes", 65);
    Kernel small = new Kernel(limits);
    small.create(ANN);
    small.request(ANN, 1, "add a;reply 1");
    assertThat(refusal(small.request(ANN, 2, "add a"))).isEqualTo(Code.WINDOW_FULL);
    assertThat(text(small.request(ANN, 1, "add a;reply 1"))).isEqualTo("x");
    assertThat(text(small.request(ANN, 0, 2, 2, "add a"))).isEqualTo("2");
  }

  @Test
  void onlyAnActiveSessionExecutesRequests() {
    kernel.create(BOB, asked(HOUR, 0, false));
    assertThat(kernel.request(BOB, 1, "add a"))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              assertThat(refused.why().code()).isEqualTo(Code.SESSION_NOT_ACTIVE);
              assertThat(refused.why().state()).isNotNull();
            });
    kernel.change(BOB, StateChange.ACTIVATE);
    assertThat(text(kernel.request(BOB, 1, "add a"))).isEqualTo("1");
    kernel.change(BOB, StateChange.SUSPEND);
    assertThat(refusal(kernel.request(BOB, 2, "add a"))).isEqualTo(Code.SESSION_NOT_ACTIVE);
    kernel.change(BOB, StateChange.RESUME);
    assertThat(text(kernel.request(BOB, 1, "add a"))).isEqualTo("1");
  }

  /** The hole of other systems: a duplicate that arrives after the session is gone runs again. */
  @Test
  void aRetryAfterTheSessionDiedOrWasForgottenIsNeverExecuted() {
    kernel.request(ANN, 1, "add a");
    kernel.pass(5 * MINUTE);
    assertThat(refusal(kernel.request(ANN, 1, "add a"))).isEqualTo(Code.SESSION_DEAD);
    kernel.pass(HOUR);
    assertThat(refusal(kernel.request(ANN, 1, "add a"))).isEqualTo(Code.SESSION_UNKNOWN);
    kernel.create(BOB);
    assertThat(text(kernel.request(BOB, 1, "add a"))).isEqualTo("2");
  }

  @Test
  void aBodyOverTheBoundIsRefused() {
    Kernel small = new Kernel(LimitsWith.bound("requestBytes", 5));
    small.create(ANN);
    assertThat(refusal(small.request(ANN, 1, "add ab"))).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(text(small.request(ANN, 1, "add a"))).isEqualTo("1");
  }

  @Test
  void numbersBelowOneAreRefused() {
    for (long wrong : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThat(refusal(kernel.request(ANN, wrong, "add a"))).isEqualTo(Code.INVALID);
    }
    for (long wrong : new long[] {-1, Long.MIN_VALUE}) {
      assertThat(refusal(kernel.request(ANN, 0, 1, wrong, "add a"))).isEqualTo(Code.INVALID);
    }
  }

  @Test
  void withoutAStateMachineNothingIsExecuted() {
    Kernel bare = new Kernel(new SessionMachine(Limits.DEFAULT, null));
    bare.create(ANN);
    assertThat(refusal(bare.request(ANN, 1, "add a"))).isEqualTo(Code.NO_STATE_MACHINE);
    assertThat(refusal(bare.request(EVE, 1, "add a"))).isEqualTo(Code.SESSION_UNKNOWN);
  }

  @Test
  void aRequestIsBeingSeenAndToldAtMostOnceASecond() {
    kernel.now += 5_000;
    kernel.request(ANN, 1, "add a");
    assertThat(kernel.effects).containsExactly(new Effect.SessionChanged(kernel.find(ANN)));
    kernel.now += 900;
    kernel.request(ANN, 2, "add a");
    assertThat(kernel.effects).isEmpty();
    assertThat(kernel.find(ANN).lastSeenAt()).isEqualTo(kernel.now);
  }

  @Test
  void namesAreListedByPrefixToTheLastCharacterThereIs() {
    kernel.request(ANN, 1, "add b;add b\uffff;add b\uffff\uffffx;add c");
    assertThat(text(kernel.request(ANN, 2, "list b"))).isEqualTo("b,b\uffff,b\uffff\uffffx");
    assertThat(text(kernel.request(ANN, 3, "list b\uffff"))).isEqualTo("b\uffff,b\uffff\uffffx");
    assertThat(text(kernel.request(ANN, 4, "list \uffff"))).isEmpty();
  }

  @SuppressWarnings("serial")
  private static final class AnExceptionWhoseNameIsFarTooLongToBeKeptWholeInTheWindowOfThisSession
      extends RuntimeException {}
}
