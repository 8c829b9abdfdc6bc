package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Refusal.Code;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a session by the connection that holds it, and by nobody else. */
class EndTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aSessionThatIsHeld() {
    kernel.create(ANN);
    kernel.attach(ANN);
  }

  @Test
  void whoHoldsTheSessionEndsItAndIsToldOfIt() {
    Reply reply = kernel.ask(new Command.EndSession(ANN, 1));
    assertThat(session(reply).state()).isEqualTo(SessionState.INVALIDATED);
    assertThat(kernel.effects).contains(new Effect.SessionEnded(kernel.find(ANN)));
    assertThat(refusal(kernel.ask(new Command.EndSession(ANN, 1)))).isEqualTo(Code.SESSION_DEAD);
  }

  @Test
  void whoHeldItBeforeDoesNot() {
    kernel.attach(ANN);
    assertThat(refusal(kernel.ask(new Command.EndSession(ANN, 1)))).isEqualTo(Code.FENCED);
    assertThat(kernel.find(ANN).state()).isEqualTo(SessionState.ACTIVE);
    assertThat(refusal(kernel.ask(new Command.EndSession(EVE, 1)))).isEqualTo(Code.SESSION_UNKNOWN);
  }

  @Test
  void aSuspendedSessionIsEndedToo() {
    kernel.change(ANN, StateChange.SUSPEND);
    assertThat(session(kernel.ask(new Command.EndSession(ANN, 1))).state())
        .isEqualTo(SessionState.INVALIDATED);
  }
}
