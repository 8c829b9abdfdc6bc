package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void twoSessions() {
    kernel.create(ANN);
    kernel.create(BOB);
  }

  @Test
  void pushesAreNumberedFromOnePerSessionInTheOrderOfTheirMaking() {
    kernel.request(ANN, 1, "push b one;push a first;push b two");
    assertThat(pushed(kernel)).containsExactly("b 1 one", "a 1 first", "b 2 two");
  }

  @Test
  void numbersGoOnAfterAllIsAcknowledged() {
    kernel.request(ANN, 1, "push b one");
    assertThat(kernel.acknowledge(BOB, 1)).isEqualTo(new Reply.Acknowledged(1, 1));
    kernel.request(ANN, 2, "push b two");
    assertThat(pushed(kernel)).containsExactly("b 2 two");
  }

  @Test
  void aPushToAnUnknownOrDeadSessionIsDroppedAndCounted() {
    kernel.change(BOB, StateChange.INVALIDATE);
    long before = kernel.machine.droppedPushes();
    kernel.request(ANN, 1, "push b one;push 77 two;push a three");
    assertThat(pushed(kernel)).containsExactly("a 2 three");
    assertThat(kernel.machine.droppedPushes()).isEqualTo(before + 2);
    kernel.ask(new Command.ResendDue(Long.MAX_VALUE));
    assertThat(pushed(kernel)).containsExactly("a 1 gone 11", "a 2 three");
  }

  @Test
  void aFullQueueRefusesTheRequestAndUndoesIt() {
    Kernel small = new Kernel(LimitsWith.bound("pushes", 2));
    small.create(ANN);
    small.create(BOB);
    small.request(ANN, 1, "push b one");
    assertThat(refusal(small.request(ANN, 2, "add a;push a me;push b two;push b three")))
        .isEqualTo(Code.PUSH_QUEUE_FULL);
    assertThat(small.effects).isEmpty();
    assertThat(text(small.unordered(ANN, 3, "list "))).isEqualTo("created");

    small.acknowledge(BOB, 1);
    assertThat(small.request(ANN, 2, "add a;push a me;push b two;push b three"))
        .isInstanceOf(Reply.Executed.class);
    assertThat(pushed(small)).containsExactly("a 1 me", "b 2 two", "b 3 three");
  }

  @Test
  void queuesAreBoundedInBytesAsWellAlsoTheFirstTime() {
    Kernel small = new Kernel(LimitsWith.bound("pushBytes", 4));
    small.create(ANN);
    small.create(BOB);
    assertThat(refusal(small.request(ANN, 1, "push b fiver"))).isEqualTo(Code.PUSH_QUEUE_FULL);
    assertThat(refusal(small.unordered(ANN, 2, "push b two;push b two")))
        .isEqualTo(Code.PUSH_QUEUE_FULL);
    assertThat(small.unordered(ANN, 3, "push b four")).isInstanceOf(Reply.Executed.class);
  }

  @Test
  void anAcknowledgementTakesAwayAllUpToItsNumberAndMayBeRepeated() {
    kernel.request(ANN, 1, "push a one;push a two;push a three");
    kernel.acknowledge(ANN, 2);
    assertThat(kernel.acknowledge(ANN, 1)).isEqualTo(new Reply.Acknowledged(1, 0));
    kernel.ask(new Command.ResendDue(Long.MAX_VALUE));
    assertThat(pushed(kernel)).containsExactly("a 3 three");
    kernel.acknowledge(ANN, 3);
    assertThat(kernel.machine.earliestPushSentAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatWasNeverSentCannotBeAcknowledged() {
    kernel.request(ANN, 1, "push a one");
    assertThat(refusal(kernel.acknowledge(ANN, 2))).isEqualTo(Code.ACK_UNKNOWN);
    assertThat(refusal(kernel.acknowledge(BOB, Long.MAX_VALUE))).isEqualTo(Code.ACK_UNKNOWN);
    assertThat(refusal(kernel.acknowledge(ANN, -1))).isEqualTo(Code.INVALID);
    assertThat(kernel.acknowledge(BOB, 0)).isEqualTo(new Reply.Acknowledged(0, 0));
  }

  @Test
  void aSuspendedSessionGoesOnTakingPushesOffItsQueue() {
    kernel.request(ANN, 1, "push b one");
    kernel.change(BOB, StateChange.SUSPEND);
    kernel.request(ANN, 2, "push b two");
    assertThat(kernel.acknowledge(BOB, 2)).isEqualTo(new Reply.Acknowledged(2, 2));
  }

  @Test
  void onlyPushesLastSentBeforeTheTimeAreSentAgain() {
    kernel.request(ANN, 1, "push b one");
    kernel.now += 1000;
    kernel.request(ANN, 2, "push a two;push b three");
    kernel.now += 1000;
    assertThat(kernel.machine.earliestPushSentAt()).isEqualTo(START);

    assertThat(kernel.ask(new Command.ResendDue(START))).isEqualTo(new Reply.Resent(0));
    assertThat(kernel.ask(new Command.ResendDue(START + 1000))).isEqualTo(new Reply.Resent(1));
    assertThat(pushed(kernel)).containsExactly("b 1 one");
    assertThat(kernel.machine.earliestPushSentAt()).isEqualTo(START + 1000);
    assertThat(kernel.ask(new Command.ResendDue(START + 1001))).isEqualTo(new Reply.Resent(2));
    assertThat(pushed(kernel)).containsExactly("a 1 two", "b 2 three");
    assertThat(kernel.ask(new Command.ResendDue(kernel.now))).isEqualTo(new Reply.Resent(0));
  }

  /** What a client needs in order to see that it misses one. */
  @Test
  void everyPushNamesTheOneBeforeItAndWhetherItWasSentBefore() {
    kernel.request(ANN, 1, "push b one;push b two;push b three");
    assertThat(chain(kernel)).containsExactly("0<1", "1<2", "2<3");
    kernel.acknowledge(BOB, 1);
    kernel.reject(BOB, 2, "no");
    kernel.request(ANN, 2, "push b four");
    assertThat(chain(kernel)).containsExactly("3<4");
    kernel.ask(new Command.ResendDue(Long.MAX_VALUE));
    assertThat(chain(kernel)).containsExactly("1<3 again", "3<4 again");
    Reply.Attached attached = (Reply.Attached) kernel.attach(BOB);
    assertThat(attached.outstanding().stream().map(PushTest::link))
        .containsExactly("1<3 again", "3<4 again");
  }

  private static List<String> chain(Kernel kernel) {
    return kernel.effects.stream()
        .filter(Effect.Pushed.class::isInstance)
        .map(effect -> link((Effect.Pushed) effect))
        .toList();
  }

  private static String link(Effect.Pushed push) {
    return push.previous() + "<" + push.number() + (push.again() ? " again" : "");
  }

  @Test
  void noTimeIsBeforeTheFirst() {
    kernel.request(ANN, 1, "push b one");
    assertThat(kernel.ask(new Command.ResendDue(Long.MIN_VALUE))).isEqualTo(new Reply.Resent(0));
  }

  @Test
  void theHooksPushAtBirthAndDeath() {
    NewSession greeted = asked().withCapability("greet", "yes");
    kernel.create(EVE, greeted);
    assertThat(pushed(kernel)).containsExactly("e 1 welcome");
    kernel.change(EVE, StateChange.INVALIDATE);
    assertThat(pushed(kernel)).containsExactly("a 1 gone 14");
  }

  @Test
  void aDyingSessionLosesItsPushesAndGetsNoMore() {
    kernel.request(ANN, 1, "push b one");
    long before = kernel.machine.droppedPushes();
    kernel.change(BOB, StateChange.INVALIDATE);
    assertThat(kernel.machine.droppedPushes()).isEqualTo(before + 1);
    kernel.acknowledge(ANN, 1);
    assertThat(kernel.machine.earliestPushSentAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aHookThatThrowsIsUndoneAndTheSessionDiesAllTheSame() {
    kernel.create(EVE, asked(HOUR, MINUTE, true).withCapability("mourn", "yes"));
    kernel.pass(MINUTE);
    assertThat(kernel.find(EVE).state().isLive()).isFalse();
    assertThat(pushed(kernel)).isEmpty();
    assertThat(text(kernel.request(ANN, 1, "list "))).isEqualTo("created");
  }

  @Test
  void aHookThatPushesToAFullQueueIsDroppedAndCounted() {
    Kernel small = new Kernel(LimitsWith.bound("pushes", 1));
    small.create(ANN);
    small.create(BOB);
    small.request(ANN, 1, "push a one");
    long before = small.machine.droppedPushes();
    small.change(BOB, StateChange.INVALIDATE);
    assertThat(small.machine.droppedPushes()).isEqualTo(before + 2);
  }

  @Test
  void aHookThatAnswersNothingAtAllIsAHookThatThrew() {
    Kernel rude = new Kernel(new SessionMachine(Limits.DEFAULT, new Rude()));
    assertThat(refusal(rude.ask(new Command.CreateSession(EVE, Kernel.asked()))))
        .isEqualTo(Code.NOT_ADMITTED);
    rude.create(ANN);
    assertThat(rude.change(ANN, StateChange.INVALIDATE)).isInstanceOf(Reply.SessionIs.class);
  }

  static List<String> pushed(Kernel kernel) {
    return kernel.effects.stream()
        .filter(Effect.Pushed.class::isInstance)
        .map(Effect.Pushed.class::cast)
        .map(
            push ->
                Long.toHexString(push.to().low())
                    + " "
                    + push.number()
                    + " "
                    + text(push.payload()))
        .toList();
  }

  /** User code that ignores what the interface promises. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static final class Rude implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      return nothing();
    }

    @Override
    public Admission<byte[]> onSessionCreated(
        State<byte[]> state, Session session, Context context) {
      return session.id().equals(EVE) ? nothing() : Admission.accept();
    }

    @Override
    public List<Push<byte[]>> onSessionExpired(
        State<byte[]> state, Session session, Context context) {
      return java.util.Arrays.asList(new Push<>(session.id(), new byte[0]), nothing());
    }

    private static <T> T nothing() {
      @Nullable T nothing = null;
      return nothing;
    }
  }
}
