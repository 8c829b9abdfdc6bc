package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeaseTest {

  private final Kernel kernel = new Kernel();

  @Test
  void anIdleSessionExpiresExactlyAtItsDeadlineAndNotBefore() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.pass(MINUTE - 1);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
    assertThat(kernel.find(ANN).endedAt()).isEqualTo(START + MINUTE);
    assertThat(kernel.find(ANN).version()).isEqualTo(2);
    assertThat(kernel.effects).contains(new Effect.SessionEnded(kernel.find(ANN)));
  }

  @Test
  void beingSeenRenewsTheIdleLeaseInFull() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.pass(MINUTE - 1);
    kernel.touch(ANN);
    kernel.pass(MINUTE - 1);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void requestsAcknowledgementsAndNewConnectionsRenewTheLeaseAsWell() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.now += 40_000;
    kernel.request(ANN, 1, "add a");
    kernel.now += 40_000;
    kernel.acknowledge(ANN, 0);
    kernel.now += 40_000;
    kernel.attach(ANN);
    kernel.pass(MINUTE - 1);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void nothingExtendsTheAbsoluteEnd() {
    kernel.create(ANN, asked(10 * MINUTE, 5 * MINUTE, true));
    for (int i = 0; i < 9; i++) {
      kernel.now += MINUTE;
      kernel.apply(new Command.Touch(ANN), new Command.GrantLeases("", ""));
    }
    kernel.pass(MINUTE - 1);
    kernel.touch(ANN);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void withoutAnIdleTimeoutOnlyTheAbsoluteEndCounts() {
    kernel.create(ANN, asked(HOUR, 0, true));
    kernel.pass(HOUR - 1);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(
      value = SessionState.class,
      names = {"PENDING", "ACTIVE", "SUSPENDED"})
  void aLeaseEndsInEveryLiveState(SessionState state) {
    kernel.create(ANN, asked(HOUR, MINUTE, state != SessionState.PENDING));
    if (state == SessionState.SUSPENDED) {
      kernel.change(ANN, StateChange.SUSPEND);
    }
    kernel.pass(MINUTE - 1);
    assertThat(stateOf()).isEqualTo(state);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void aCommandInTheEntryThatEndsTheLeaseComesTooLate() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.now += MINUTE;
    assertThat(Kernel.refusal(kernel.touch(ANN)).name()).isEqualTo("SESSION_DEAD");
  }

  @Test
  void aNewLeaderGivesTheFullIdleTimeoutEvenAfterALongOutage() {
    kernel.create(ANN, asked(24 * HOUR, MINUTE, true));
    kernel.now += HOUR;
    assertThat(kernel.ask(new Command.GrantLeases("", ""))).isEqualTo(new Reply.LeasesGranted());
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    assertThat(kernel.machine.leasesGrantedAt()).isEqualTo(START + HOUR);
    kernel.pass(MINUTE - 1);
    assertThat(stateOf()).isEqualTo(SessionState.ACTIVE);
    kernel.pass(1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void aGrantCountsWhereverItStandsInItsEntry() {
    kernel.create(ANN, asked(24 * HOUR, MINUTE, true));
    kernel.now += HOUR;
    List<Reply> replies = kernel.apply(new Command.Touch(ANN), new Command.GrantLeases("", ""));
    assertThat(session(replies.get(0)).state()).isEqualTo(SessionState.ACTIVE);
    assertThat(kernel.effects.get(0)).isEqualTo(new Effect.LeasesGranted(kernel.now, "", ""));
  }

  @Test
  void anOutageBeyondTheAbsoluteEndIsTheEnd() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.now += HOUR;
    kernel.ask(new Command.GrantLeases("", ""));
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
  }

  @Test
  void aGrantNeverBringsADeadSessionBackButKeepsItsRecordForAWholeRetention() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.pass(MINUTE);
    kernel.now += 24 * HOUR; // the clock of the new leader is a day ahead
    kernel.ask(new Command.GrantLeases("", ""));
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
    kernel.pass(HOUR - 1);
    assertThat(stateOf()).isEqualTo(SessionState.EXPIRED);
    kernel.pass(1);
    assertThat(kernel.findOrNull(ANN)).isNull();
  }

  @Test
  void aClockThatGoesBackCountsAsStandingStill() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.pass(MINUTE - 1);
    kernel.now = START - HOUR;
    Session touched = session(kernel.touch(ANN));
    assertThat(touched.lastSeenAt()).isEqualTo(START + MINUTE - 1);
    assertThat(kernel.machine.clusterTime()).isEqualTo(START + MINUTE - 1);
    assertThat(kernel.create(BOB).createdAt()).isEqualTo(START + MINUTE - 1);
  }

  @Test
  void theRecordOfADeadSessionIsKeptForTheRetentionAndThenRemoved() {
    kernel.create(ANN);
    kernel.change(ANN, StateChange.INVALIDATE);
    Session dead = kernel.find(ANN);
    kernel.pass(HOUR - 1);
    assertThat(kernel.find(ANN)).isEqualTo(dead);
    kernel.pass(1);
    assertThat(kernel.findOrNull(ANN)).isNull();
    assertThat(kernel.effects).containsExactly(new Effect.SessionRemoved(dead));
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatEndsTogetherEndsInTheOrderOfIds() {
    kernel.create(Kernel.EVE, asked(HOUR, 0, true));
    kernel.create(BOB, asked(HOUR, MINUTE, true));
    kernel.create(ANN, asked(MINUTE, 0, true));
    kernel.pass(2 * HOUR);
    assertThat(kernel.effects)
        .filteredOn(Effect.SessionEnded.class::isInstance)
        .extracting(effect -> ((Effect.SessionEnded) effect).session().id())
        .containsExactly(ANN, BOB, Kernel.EVE);
  }

  @Test
  void theNextDeadlineIsTheEndOfTheFirstLeaseThenOfItsRetention() {
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.create(BOB, asked(HOUR, 2 * MINUTE, true));
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + MINUTE);
    kernel.now += 30_000;
    kernel.touch(ANN);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 30_000 + MINUTE);
    kernel.pass(MINUTE);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 2 * MINUTE);
    kernel.pass(MINUTE);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 90_000 + HOUR);
    kernel.pass(HOUR);
    kernel.pass(HOUR);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theNextDeadlineIsAlsoTheEndOfACode() {
    kernel.create(ANN, asked(HOUR, 0, true));
    kernel.ask(new Command.OpenCode(ANN, Kernel.CODE, MINUTE, 2));
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + MINUTE);
    kernel.redeem(Kernel.CODE, BOB);
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 5 * MINUTE);
  }

  @Test
  void theLeaseThatARecordTellsIsTheOneThatCounts() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.now += 10_000;
    kernel.ask(new Command.GrantLeases("", ""));
    long end = kernel.find(ANN).leaseExpiresAt(kernel.machine.leasesGrantedAt());
    assertThat(end).isEqualTo(kernel.machine.nextDeadline()).isEqualTo(START + 10_000 + MINUTE);
  }

  private SessionState stateOf() {
    return kernel.find(ANN).state();
  }
}
