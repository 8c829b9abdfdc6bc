package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.CODE;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.OTHER_CODE;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.LiveCode;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PairingTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aHost() {
    kernel.create(ANN, asked(24 * HOUR, 0, true));
  }

  @Test
  void aCodeLeadsToItsHost() {
    LiveCode opened = new LiveCode(CODE, ANN, START, START + 10 * MINUTE, 3);
    assertThat(kernel.openCode(ANN, CODE, 3)).isEqualTo(new Reply.CodeOpened(opened));
    assertThat(kernel.effects).containsExactly(new Effect.CodeChanged(opened));
    assertThat(kernel.codes()).containsExactly(opened);
  }

  @Test
  void aCodeInUseIsRefusedEvenToItsOwnHost() {
    kernel.create(BOB);
    kernel.openCode(ANN, CODE, 0);
    assertThat(refusal(kernel.openCode(BOB, CODE, 0))).isEqualTo(Code.CODE_TAKEN);
    assertThat(refusal(kernel.openCode(ANN, CODE, 0))).isEqualTo(Code.CODE_TAKEN);
    assertThat(kernel.codes()).extracting(LiveCode::host).containsExactly(ANN);
  }

  @Test
  void aHostHasOneCodeAndANewOneClosesTheOneBefore() {
    kernel.openCode(ANN, CODE, 0);
    kernel.openCode(ANN, OTHER_CODE, 0);
    assertThat(kernel.effects.get(0)).isEqualTo(new Effect.CodeClosed(CODE, ANN));
    assertThat(kernel.codes()).extracting(LiveCode::code).containsExactly(OTHER_CODE);
    assertThat(refusal(kernel.redeem(CODE, BOB))).isEqualTo(Code.CODE_INVALID);
  }

  @Test
  void joiningCreatesTheViewersSessionAndNamesBothSides() {
    kernel.openCode(ANN, CODE, 0);
    Reply reply = kernel.redeem(CODE, BOB);
    assertThat(reply).isEqualTo(new Reply.Redeemed(kernel.find(ANN), kernel.find(BOB)));
    assertThat(kernel.find(BOB).capabilities()).containsEntry("host", ANN.toString());
  }

  @Test
  void aCodeIsGoneWithItsLastUse() {
    kernel.openCode(ANN, CODE, 2);
    assertThat(kernel.redeem(CODE, BOB)).isInstanceOf(Reply.Redeemed.class);
    assertThat(kernel.codes()).extracting(LiveCode::usesLeft).containsExactly(1);
    assertThat(kernel.redeem(CODE, EVE)).isInstanceOf(Reply.Redeemed.class);
    assertThat(kernel.effects).contains(new Effect.CodeClosed(CODE, ANN));
    assertThat(refusal(kernel.redeem(CODE, new SessionId(0, 99)))).isEqualTo(Code.CODE_INVALID);
    assertThat(kernel.findOrNull(new SessionId(0, 99))).isNull();
  }

  @Test
  void aCodeWithoutABoundIsUsedAnyNumberOfTimes() {
    kernel.openCode(ANN, CODE, LiveCode.UNLIMITED);
    for (int i = 100; i < 120; i++) {
      assertThat(kernel.redeem(CODE, new SessionId(0, i))).isInstanceOf(Reply.Redeemed.class);
    }
    assertThat(kernel.codes()).hasSize(1);
  }

  @Test
  void aCodeThatNobodyUsedEndsExactlyAtItsTime() {
    kernel.openCode(ANN, CODE, 0);
    kernel.pass(10 * MINUTE - 1);
    assertThat(kernel.codes()).hasSize(1);
    kernel.pass(1);
    assertThat(kernel.codes()).isEmpty();
    assertThat(kernel.effects).containsExactly(new Effect.CodeClosed(CODE, ANN));
  }

  @Test
  void aJoinInTheEntryThatEndsTheCodeComesTooLate() {
    kernel.openCode(ANN, CODE, 0);
    kernel.now += 10 * MINUTE;
    assertThat(refusal(kernel.redeem(CODE, BOB))).isEqualTo(Code.CODE_INVALID);
  }

  @Test
  void afterTheFirstJoinACodeLivesAsLongAsItsHost() {
    kernel.openCode(ANN, CODE, 0);
    kernel.redeem(CODE, BOB);
    kernel.pass(23 * HOUR);
    assertThat(kernel.codes()).extracting(LiveCode::expiresAt).containsExactly(LiveCode.WITH_HOST);
    kernel.pass(HOUR);
    assertThat(kernel.codes()).isEmpty();
    assertThat(kernel.effects).contains(new Effect.CodeClosed(CODE, ANN));
  }

  @Test
  void aCodeClosesWithItsHost() {
    kernel.openCode(ANN, CODE, 0);
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(kernel.effects)
        .containsSubsequence(
            new Effect.CodeClosed(CODE, ANN), new Effect.SessionEnded(kernel.find(ANN)));
    assertThat(kernel.codes()).isEmpty();
  }

  @Test
  void aClosedCodeMayBeOpenedAgainAtOnceByAnybody() {
    kernel.create(BOB);
    kernel.openCode(ANN, CODE, 0);
    assertThat(session(kernel.ask(new Command.CloseCode(ANN)))).isEqualTo(kernel.find(ANN));
    assertThat(session(kernel.ask(new Command.CloseCode(ANN)))).isEqualTo(kernel.find(ANN));
    assertThat(kernel.openCode(BOB, CODE, 0)).isInstanceOf(Reply.CodeOpened.class);
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(kernel.codes()).extracting(LiveCode::host).containsExactly(BOB);
  }

  @Test
  void aCodeOpenedAgainWithALongerLifeDoesNotEndAtTheOldTime() {
    kernel.ask(new Command.OpenCode(ANN, CODE, MINUTE, 0));
    kernel.ask(new Command.CloseCode(ANN));
    kernel.ask(new Command.OpenCode(ANN, CODE, HOUR, 0));
    kernel.pass(MINUTE);
    assertThat(kernel.codes()).hasSize(1);
    kernel.pass(HOUR - MINUTE);
    assertThat(kernel.codes()).isEmpty();
  }

  @Test
  void unknownExpiredAndUsedUpCodesGetTheSameRefusal() {
    Reply unknown = kernel.redeem(CODE, EVE);
    kernel.openCode(ANN, CODE, 1);
    kernel.redeem(CODE, BOB);
    Reply usedUp = kernel.redeem(CODE, EVE);
    kernel.openCode(ANN, CODE, 1);
    kernel.pass(10 * MINUTE);
    Reply expired = kernel.redeem(CODE, EVE);
    kernel.openCode(ANN, CODE, 1);
    kernel.change(ANN, StateChange.SUSPEND);
    Reply suspended = kernel.redeem(CODE, EVE);
    kernel.change(ANN, StateChange.INVALIDATE);
    Reply dead = kernel.redeem(CODE, EVE);

    assertThat(refusal(unknown)).isEqualTo(Code.CODE_INVALID);
    assertThat(usedUp).isEqualTo(unknown);
    assertThat(expired).isEqualTo(unknown);
    assertThat(suspended).isEqualTo(unknown);
    assertThat(dead).isEqualTo(unknown);
  }

  @Test
  void theCodeOfASuspendedHostWorksAgainWhenItIsResumed() {
    kernel.openCode(ANN, CODE, 1);
    kernel.change(ANN, StateChange.SUSPEND);
    kernel.redeem(CODE, BOB);
    kernel.change(ANN, StateChange.RESUME);
    assertThat(kernel.redeem(CODE, BOB)).isInstanceOf(Reply.Redeemed.class);
  }

  @Test
  void aJoinThatIsRefusedUsesNothingUp() {
    kernel.openCode(ANN, CODE, 1);
    assertThat(refusal(kernel.redeem(CODE, ANN))).isEqualTo(Code.SESSION_EXISTS);
    assertThat(refusal(kernel.ask(new Command.RedeemCode(CODE, BOB, asked(0, 0, true)))))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(kernel.codes())
        .containsExactly(new LiveCode(CODE, ANN, START, START + 10 * MINUTE, 1));
    assertThat(kernel.redeem(CODE, BOB)).isInstanceOf(Reply.Redeemed.class);
  }

  @Test
  void codesAreBoundedButAHostMayAlwaysReplaceItsOwn() {
    Kernel one = new Kernel(LimitsWith.bound("codes", 1));
    one.create(ANN);
    one.create(BOB);
    one.openCode(ANN, CODE, 0);
    assertThat(refusal(one.openCode(BOB, OTHER_CODE, 0))).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(one.openCode(ANN, OTHER_CODE, 0)).isInstanceOf(Reply.CodeOpened.class);
  }

  @Test
  void aLifeOverTheBoundIsRefusedAndTheOldCodeStays() {
    kernel.openCode(ANN, CODE, 0);
    assertThat(refusal(kernel.ask(new Command.OpenCode(ANN, OTHER_CODE, 25 * HOUR, 0))))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(refusal(kernel.ask(new Command.OpenCode(ANN, OTHER_CODE, HOUR, -1))))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(kernel.codes()).extracting(LiveCode::code).containsExactly(CODE);
  }
}
