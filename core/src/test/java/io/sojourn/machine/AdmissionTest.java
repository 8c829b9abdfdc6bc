package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.CODE;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.testing.LimitsWith;
import org.junit.jupiter.api.Test;

/** The user's state machine says which sessions are created. */
class AdmissionTest {

  private static final NewSession UNWELCOME = asked().withCapability("foe", "");

  private final Kernel kernel = new Kernel();

  @Test
  void aSessionThatTheMachineRefusesGetsTheMachinesReason() {
    assertThat(kernel.ask(new Command.CreateSession(EVE, UNWELCOME)))
        .isEqualTo(new Reply.Refused(Refusal.of(Code.NOT_ADMITTED, "Not here, ann.")));
  }

  @Test
  void aRefusedSessionLeavesNothingBehind() {
    kernel.create(ANN);
    Kernel untouched = new Kernel();
    untouched.create(ANN);
    kernel.ask(new Command.CreateSession(EVE, UNWELCOME));
    untouched.apply();
    assertThat(kernel.effects).isEmpty();
    assertThat(Shown.digest(kernel.machine)).isEqualTo(Shown.digest(untouched.machine));
    assertThat(kernel.machine.nextDeadline()).isEqualTo(untouched.machine.nextDeadline());
    assertThat(kernel.create(EVE).version()).isEqualTo(1);
  }

  @Test
  void aRefusedGuestUsesNoCode() {
    kernel.create(ANN);
    kernel.openCode(ANN, CODE, 1);
    Reply refused = kernel.ask(new Command.RedeemCode(CODE, EVE, UNWELCOME));
    assertThat(refusal(refused)).isEqualTo(Code.NOT_ADMITTED);
    assertThat(kernel.effects).isEmpty();
    assertThat(kernel.findOrNull(EVE)).isNull();
    assertThat(kernel.redeem(CODE, BOB)).isInstanceOf(Reply.Redeemed.class);
  }

  @Test
  void theMachineIsNotAskedWhatTheKernelRefusesAnyway() {
    kernel.create(ANN);
    assertThat(kernel.ask(new Command.CreateSession(ANN, UNWELCOME)))
        .isInstanceOf(Reply.SessionIs.class);
    assertThat(text(kernel.request(ANN, 1, "add created"))).isEqualTo("2");
  }

  @Test
  void aMachineThatThrowsWhenItIsAskedRefuses() {
    UserStateMachine failing =
        new UserStateMachine() {
          @Override
          public Execution<byte[], byte[]> apply(
              State<byte[]> state, byte[] command, Context context) {
            return Execution.of(new byte[] {(byte) state.size()});
          }

          @Override
          public Admission<byte[]> onSessionCreated(
              State<byte[]> state, Session session, Context context) {
            if (session.id().equals(EVE)) {
              state.put("half", new byte[0]);
              throw new IllegalStateException("a secret of this node");
            }
            return Admission.accept();
          }
        };
    Kernel careful = new Kernel(new SessionMachine(Limits.DEFAULT, failing));
    Reply.Refused refused =
        (Reply.Refused) careful.ask(new Command.CreateSession(EVE, Kernel.asked()));
    assertThat(refused.why().code()).isEqualTo(Code.NOT_ADMITTED);
    assertThat(refused.why().message())
        .endsWith(IllegalStateException.class.getName())
        .doesNotContain("secret");
    careful.create(ANN);
    assertThat(careful.request(ANN, 1, ""))
        .usingRecursiveComparison()
        .isEqualTo(new Reply.Executed(new byte[] {0}, false));
  }

  @Test
  void aStateThatIsFullRefusesTheSessionUntilThereIsRoom() {
    UserStateMachine keeping =
        new UserStateMachine() {
          @Override
          public Execution<byte[], byte[]> apply(
              State<byte[]> state, byte[] command, Context context) {
            state.remove("of " + ANN);
            return Execution.of(new byte[0]);
          }

          @Override
          public Admission<byte[]> onSessionCreated(
              State<byte[]> state, Session session, Context context) {
            state.put("of " + session.id(), new byte[0]);
            return Admission.accept();
          }
        };
    Kernel full = new Kernel(new SessionMachine(LimitsWith.bound("stateEntries", 1), keeping));
    full.create(ANN);
    assertThat(refusal(full.ask(new Command.CreateSession(EVE, asked()))))
        .isEqualTo(Code.STATE_FULL);
    assertThat(full.effects).isEmpty();
    assertThat(full.findOrNull(EVE)).isNull();
    full.openCode(ANN, CODE, 1);
    assertThat(refusal(full.ask(new Command.RedeemCode(CODE, EVE, asked()))))
        .isEqualTo(Code.STATE_FULL);
    full.request(ANN, 1, "make room");
    assertThat(full.redeem(CODE, EVE)).isInstanceOf(Reply.Redeemed.class);
  }

  @Test
  void aReasonIsCutWhereItIsTooLongAndNeverWithinACharacter() {
    assertThat(new Admission.Refused<>("x".repeat(300)).why()).hasSize(256);
    assertThat(new Admission.Refused<>("x".repeat(255) + "\ud83d\ude00").why())
        .isEqualTo("x".repeat(255));
    assertThat(new Admission.Refused<>("x".repeat(254) + "\ud83d\ude00").why()).hasSize(256);
  }
}
