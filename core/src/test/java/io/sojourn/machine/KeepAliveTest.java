package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.session;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Refusal.Code;
import io.sojourn.session.StateChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aSession() {
    kernel.create(ANN);
  }

  @Test
  void itRenewsTheLeaseAndTellsOfTheSession() {
    kernel.pass(4 * MINUTE);
    assertThat(session(kernel.keepAlive(ANN, 0)).lastSeenAt()).isEqualTo(kernel.now);
    assertThat(kernel.effects).containsExactly(new Effect.SessionChanged(kernel.find(ANN)));
    kernel.pass(4 * MINUTE);
    assertThat(kernel.find(ANN).state().isLive()).isTrue();
    kernel.pass(MINUTE);
    assertThat(kernel.find(ANN).state().isLive()).isFalse();
  }

  /** An idle client, too, gets rid of replies: not only with its next request. */
  @Test
  void itGivesRepliesUp() {
    kernel.request(ANN, 1, "add a");
    kernel.request(ANN, 2, "add a");
    kernel.keepAlive(ANN, 2);
    assertThat(refusal(kernel.request(ANN, 1, "add a"))).isEqualTo(Code.REPLY_EVICTED);
    assertThat(text(kernel.request(ANN, 2, "add a"))).isEqualTo("2");
  }

  @Test
  void aMarkThatCameBeforeAnyRequestCounts() {
    kernel.keepAlive(ANN, 5);
    assertThat(refusal(kernel.request(ANN, 4, "add a"))).isEqualTo(Code.REPLY_EVICTED);
    assertThat(text(kernel.request(ANN, 5, "add a"))).isEqualTo("1");
  }

  @Test
  void itIsFencedAndBounded() {
    kernel.attach(ANN);
    assertThat(refusal(kernel.keepAlive(ANN, 0))).isEqualTo(Code.FENCED);
    assertThat(refusal(kernel.ask(new Command.KeepAlive(ANN, 1, -1)))).isEqualTo(Code.INVALID);
    assertThat(refusal(kernel.keepAlive(EVE, 0))).isEqualTo(Code.SESSION_UNKNOWN);
    kernel.change(ANN, StateChange.SUSPEND);
    assertThat(kernel.ask(new Command.KeepAlive(ANN, 1, 0))).isInstanceOf(Reply.SessionIs.class);
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(refusal(kernel.ask(new Command.KeepAlive(ANN, 1, 0)))).isEqualTo(Code.SESSION_DEAD);
  }
}
