package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.SECOND;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.session.Bounds;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes that cannot be processed, or come too late: kept apart, and readable. */
class DeadLetterTest {

  private static final String LIFE_OVER = "The life of the push is over.";

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void twoSessions() {
    kernel.create(ANN);
    kernel.create(BOB);
  }

  @Test
  void aRejectedPushAloneLeavesTheQueueAndIsKeptWithItsReason() {
    kernel.request(ANN, 1, "push b one;push b two;push b three");
    assertThat(kernel.reject(BOB, 2, "no such file")).isEqualTo(new Reply.Rejected(2));
    assertThat(kernel.deadLetters(BOB)).containsExactly("2 no such file two");
    kernel.ask(new Command.ResendDue(Long.MAX_VALUE));
    assertThat(PushTest.pushed(kernel)).containsExactly("b 1 one", "b 3 three");
  }

  @Test
  void itsDeathIsTold() {
    kernel.request(ANN, 1, "push b one");
    kernel.now += SECOND;
    kernel.reject(BOB, 1, "no");
    assertThat(kernel.effects)
        .filteredOn(Effect.PushDied.class::isInstance)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Effect.PushDied(BOB, new DeadLetter(1, START + SECOND, "no", bytes("one"))));
  }

  @Test
  void aRejectionThatIsRepeatedChangesNothing() {
    kernel.request(ANN, 1, "push b one");
    kernel.reject(BOB, 1, "no");
    assertThat(kernel.reject(BOB, 1, "never")).isEqualTo(new Reply.Rejected(1));
    assertThat(kernel.deadLetters(BOB)).containsExactly("1 no one");
  }

  @Test
  void whatWasAcknowledgedCannotDieAnyMore() {
    kernel.request(ANN, 1, "push b one");
    kernel.acknowledge(BOB, 1);
    assertThat(kernel.reject(BOB, 1, "no")).isEqualTo(new Reply.Rejected(1));
    assertThat(kernel.deadLetters(BOB)).isEmpty();
  }

  @Test
  void whatWasNeverSentCannotBeRejected() {
    kernel.request(ANN, 1, "push b one");
    assertThat(refusal(kernel.reject(BOB, 2, "no"))).isEqualTo(Code.ACK_UNKNOWN);
    assertThat(refusal(kernel.reject(BOB, 0, "no"))).isEqualTo(Code.INVALID);
    assertThat(refusal(kernel.reject(BOB, Long.MIN_VALUE, "no"))).isEqualTo(Code.INVALID);
    assertThat(refusal(kernel.reject(EVE, 1, "no"))).isEqualTo(Code.SESSION_UNKNOWN);
    assertThat(refusal(kernel.ask(new Command.Reject(BOB, 1, 1, "no")))).isEqualTo(Code.FENCED);
    assertThat(kernel.deadLetters(BOB)).isEmpty();
  }

  @Test
  void aReasonIsBoundedAndOfWholeCharacters() {
    kernel.request(ANN, 1, "push b one");
    String longest = "x".repeat(Bounds.REASON_LENGTH);
    assertThat(refusal(kernel.reject(BOB, 1, longest + "x"))).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(refusal(kernel.reject(BOB, 1, "\ud800"))).isEqualTo(Code.INVALID);
    assertThat(kernel.reject(BOB, 1, longest)).isEqualTo(new Reply.Rejected(1));
  }

  @Test
  void aSuspendedSessionRejectsAsWell() {
    kernel.request(ANN, 1, "push b one");
    kernel.change(BOB, StateChange.SUSPEND);
    assertThat(kernel.reject(BOB, 1, "no")).isEqualTo(new Reply.Rejected(1));
  }

  @Test
  void aPushDiesWhenItsLifeIsOverAndNotBefore() {
    kernel.request(ANN, 1, "push b one;fleeting b two;push b three");
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 2 * SECOND);
    kernel.pass(2 * SECOND - 1);
    assertThat(kernel.deadLetters(BOB)).isEmpty();
    kernel.pass(1);
    assertThat(kernel.deadLetters(BOB)).containsExactly("2 " + LIFE_OVER + " two");
    assertThat(kernel.machine.nextDeadline()).isGreaterThan(START + 2 * SECOND);
    kernel.ask(new Command.ResendDue(Long.MAX_VALUE));
    assertThat(PushTest.pushed(kernel)).containsExactly("b 1 one", "b 3 three");
  }

  @Test
  void aPushThatWasAcknowledgedInTimeDoesNotDie() {
    kernel.request(ANN, 1, "fleeting b one");
    kernel.acknowledge(BOB, 1);
    kernel.pass(2 * SECOND);
    assertThat(kernel.deadLetters(BOB)).isEmpty();
  }

  @Test
  void pushesOfSeveralSessionsDieInTheOrderOfTheSessions() {
    kernel.request(ANN, 1, "fleeting b one;fleeting a two;fleeting b three");
    kernel.pass(2 * SECOND);
    assertThat(kernel.effects)
        .extracting(
            effect ->
                ((Effect.PushDied) effect).to().low()
                    + " "
                    + ((Effect.PushDied) effect).letter().number())
        .containsExactly("10 1", "11 1", "11 2");
  }

  @Test
  void aDeadPushMakesRoomForAnother() {
    Kernel small = new Kernel(LimitsWith.bound("pushes", 1));
    small.create(ANN);
    small.request(ANN, 1, "push a one");
    assertThat(refusal(small.request(ANN, 2, "push a two"))).isEqualTo(Code.PUSH_QUEUE_FULL);
    small.reject(ANN, 1, "no");
    assertThat(small.request(ANN, 2, "push a two")).isInstanceOf(Reply.Executed.class);
  }

  @Test
  void theOldestLettersFallOutAndAreCounted() {
    Kernel small = new Kernel(LimitsWith.bound("deadLetters", 2));
    small.create(ANN);
    small.request(ANN, 1, "push a one;push a two;push a three");
    small.reject(ANN, 3, "c");
    small.reject(ANN, 1, "a");
    small.reject(ANN, 2, "b");
    assertThat(small.deadLetters(ANN)).containsExactly("1 a one", "2 b two");
    assertThat(small.machine.deadLetters(ANN).orElseThrow().forgotten()).isEqualTo(1);
  }

  @Test
  void clearedLettersAreGoneAndTheirNumberIsTold() {
    kernel.request(ANN, 1, "push b one;push b two");
    kernel.reject(BOB, 1, "no");
    kernel.reject(BOB, 2, "no");
    Command clear = new Command.ClearDeadLetters(BOB);
    assertThat(kernel.ask(clear)).isEqualTo(new Reply.DeadLettersCleared(2));
    assertThat(kernel.ask(clear)).isEqualTo(new Reply.DeadLettersCleared(0));
    assertThat(kernel.machine.deadLetters(BOB)).contains(DeadLetters.NONE);
    assertThat(refusal(kernel.ask(new Command.ClearDeadLetters(EVE))))
        .isEqualTo(Code.SESSION_UNKNOWN);
  }

  @Test
  void aDyingSessionTakesItsDeadLettersWithIt() {
    kernel.request(ANN, 1, "push b one;fleeting b two");
    kernel.reject(BOB, 1, "no");
    kernel.change(BOB, StateChange.INVALIDATE);
    assertThat(kernel.deadLetters(BOB)).isEmpty();
    kernel.pass(2 * SECOND);
    assertThat(kernel.effects).isEmpty();
    assertThat(kernel.machine.deadLetters(EVE)).isEmpty();
  }

  @Test
  void aRejectionIsBeingSeen() {
    kernel.request(ANN, 1, "push b one");
    kernel.now += SECOND;
    kernel.reject(BOB, 1, "no");
    assertThat(kernel.find(BOB).lastSeenAt()).isEqualTo(kernel.now);
  }
}
