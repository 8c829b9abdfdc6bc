package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.StateChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeOverTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aSession() {
    kernel.create(ANN);
  }

  @Test
  void takingOverCountsTheEpochUpAndRenewsTheLeaseWithoutANewVersion() {
    kernel.now += MINUTE;
    Session attached = Kernel.session(kernel.attach(ANN));
    assertThat(attached.epoch()).isEqualTo(1);
    assertThat(attached.version()).isEqualTo(1);
    assertThat(attached.lastSeenAt()).isEqualTo(START + MINUTE);
    assertThat(kernel.effects)
        .containsExactly(new Effect.TakenOver(ANN, 1), new Effect.SessionChanged(attached));
    assertThat(Kernel.session(kernel.attach(ANN)).epoch()).isEqualTo(2);
  }

  @Test
  void anotherTokenTakesNothingOver() {
    assertThat(refusal(kernel.ask(new Command.Attach(ANN, Kernel.token(2)))))
        .isEqualTo(Code.TOKEN_INVALID);
    assertThat(kernel.find(ANN).epoch()).isZero();
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void withoutTheTokenNobodyLearnsWhetherASessionIsDead() {
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(refusal(kernel.ask(new Command.Attach(ANN, Kernel.token(2)))))
        .isEqualTo(Code.TOKEN_INVALID);
    assertThat(refusal(kernel.attach(ANN))).isEqualTo(Code.SESSION_DEAD);
  }

  @Test
  void anOlderConnectionIsFencedFromBothChannels() {
    kernel.attach(ANN);
    kernel.attach(ANN);
    for (long older : new long[] {0, 1}) {
      assertThat(refusal(kernel.request(ANN, older, 1, 0, "add a"))).isEqualTo(Code.FENCED);
      assertThat(refusal(kernel.ask(new Command.Acknowledge(ANN, older, 0))))
          .isEqualTo(Code.FENCED);
    }
    assertThat(text(kernel.request(ANN, 2, 1, 0, "add a"))).isEqualTo("1");
  }

  @Test
  void anEpochThatIsYetToComeIsFencedAsWell() {
    for (long wrong : new long[] {1, -1, Long.MAX_VALUE}) {
      assertThat(refusal(kernel.request(ANN, wrong, 1, 0, "add a"))).isEqualTo(Code.FENCED);
    }
  }

  @Test
  void aFencedMessageDoesNotRenewTheLease() {
    kernel.attach(ANN);
    kernel.now += MINUTE;
    kernel.request(ANN, 0, 1, 0, "add a");
    assertThat(kernel.find(ANN).lastSeenAt()).isEqualTo(START);
  }

  @Test
  void theNewConnectionGetsTheRepliesThatTheOldOneMissed() {
    kernel.request(ANN, 1, "add a");
    kernel.attach(ANN);
    assertThat(kernel.request(ANN, 1, 1, 0, "add a"))
        .usingRecursiveComparison()
        .isEqualTo(new Reply.Executed(bytes("1"), true));
  }

  @Test
  void theNewConnectionGetsEveryOutstandingPushAtOnceInOrder() {
    kernel.request(ANN, 1, "push a one;push a two;push a three");
    kernel.acknowledge(ANN, 1);
    Reply.Attached attached = (Reply.Attached) kernel.attach(ANN);
    assertThat(attached.outstanding())
        .extracting(push -> push.number() + " " + text(push.payload()))
        .containsExactly("2 two", "3 three");
    assertThat(kernel.machine.earliestPushSentAt()).isEqualTo(START);
  }

  @Test
  void aSuspendedSessionMayBeTakenOverButExecutesNothing() {
    kernel.change(ANN, StateChange.SUSPEND);
    assertThat(Kernel.session(kernel.attach(ANN)).epoch()).isEqualTo(1);
    assertThat(refusal(kernel.request(ANN, 1, 1, 0, "add a"))).isEqualTo(Code.SESSION_NOT_ACTIVE);
  }
}
