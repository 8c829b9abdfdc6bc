package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.SECOND;
import static io.sojourn.machine.Kernel.START;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.session;
import static io.sojourn.machine.Kernel.text;
import static io.sojourn.machine.Kernel.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LifeOfASessionTest {

  private final Kernel kernel = new Kernel();

  @Test
  void aSessionIsCreatedAsAskedUnderTheProposedId() {
    NewSession asked =
        new NewSession(
            "ann",
            Kernel.token(7),
            HOUR,
            MINUTE,
            false,
            new TreeMap<>(Map.of("role", "host")),
            new TreeMap<>(Map.of("colour", "\"red\"")));
    Session created = kernel.create(ANN, asked);

    assertThat(created.id()).isEqualTo(ANN);
    assertThat(created.userId()).isEqualTo("ann");
    assertThat(created.state()).isEqualTo(SessionState.PENDING);
    assertThat(created.createdAt()).isEqualTo(START);
    assertThat(created.lastSeenAt()).isEqualTo(START);
    assertThat(created.expiresAt()).isEqualTo(START + HOUR);
    assertThat(created.endedAt()).isZero();
    assertThat(created.version()).isEqualTo(1);
    assertThat(created.epoch()).isZero();
    assertThat(created.capabilities()).isEqualTo(Map.of("role", "host"));
    assertThat(created.attributes().get("colour"))
        .extracting("value", "version")
        .containsExactly("\"red\"", 1L);
    assertThat(created.tokenHash()).isEqualTo(Kernel.token(7));
    assertThat(kernel.effects).containsExactly(new Effect.SessionChanged(created));
    assertThat(kernel.find(ANN)).isEqualTo(created);
  }

  @Test
  void aSessionStartsActiveOnRequest() {
    assertThat(kernel.create(ANN, asked(HOUR, 0, true)).state()).isEqualTo(SessionState.ACTIVE);
  }

  @Test
  void anIdThatIsTakenIsRefusedToAnotherTokenAndTheFirstSessionStays() {
    Session first = kernel.create(ANN);
    assertThat(refusal(kernel.ask(new Command.CreateSession(ANN, another(HOUR)))))
        .isEqualTo(Code.SESSION_EXISTS);
    assertThat(kernel.find(ANN)).isEqualTo(first);
    assertThat(kernel.effects).isEmpty();
  }

  /** The answer to the first was lost: without this the session would live on, held by nobody. */
  @Test
  void aCreationThatIsRepeatedIsAnsweredWithTheSameSessionAndChangesNothing() {
    Session first = kernel.create(ANN, asked(HOUR, MINUTE, true).withCapability("greet", "1"));
    kernel.now += SECOND;
    Reply again = kernel.ask(new Command.CreateSession(ANN, asked(HOUR, 0, false)));
    assertThat(again).isEqualTo(new Reply.SessionIs(first));
    assertThat(kernel.effects).isEmpty();
    assertThat(kernel.find(ANN)).isEqualTo(first);
    assertThat(text(kernel.request(ANN, 1, "add created"))).isEqualTo("2");
  }

  @Test
  void aCreationThatIsRepeatedAfterTheSessionDiedMakesNoOther() {
    kernel.create(ANN, asked(HOUR, MINUTE, true));
    kernel.pass(MINUTE);
    assertThat(refusal(kernel.ask(new Command.CreateSession(ANN, asked()))))
        .isEqualTo(Code.SESSION_DEAD);
  }

  private static NewSession another(long life) {
    NewSession asked = asked(life, 0, false);
    return new NewSession(
        asked.userId(), token(2), life, 0, false, asked.capabilities(), asked.attributes());
  }

  @Test
  void theIdOfADeadSessionStaysTakenUntilItsRecordIsGone() {
    kernel.create(ANN);
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(refusal(kernel.ask(new Command.CreateSession(ANN, another(HOUR)))))
        .isEqualTo(Code.SESSION_EXISTS);
    kernel.pass(HOUR);
    assertThat(kernel.create(ANN).version()).isEqualTo(1);
  }

  @Test
  void whatIsOverALimitIsRefused() {
    assertThat(refusal(kernel.ask(new Command.CreateSession(ANN, asked(0, 0, true)))))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(kernel.findOrNull(ANN)).isNull();
  }

  @Test
  void deadSessionsCountAgainstTheLimitUntilTheyAreRemoved() {
    Kernel two = new Kernel(LimitsWith.bound("sessions", 2));
    two.create(ANN);
    two.create(BOB);
    two.change(BOB, StateChange.INVALIDATE);
    Command third = new Command.CreateSession(Kernel.EVE, asked());
    assertThat(refusal(two.ask(third))).isEqualTo(Code.LIMIT_EXCEEDED);
    two.touch(ANN);
    two.pass(HOUR);
    assertThat(session(two.ask(third)).id()).isEqualTo(Kernel.EVE);
  }

  @Test
  void aSessionGoesThroughItsLifeOneVersionPerChange() {
    kernel.create(ANN, asked(HOUR, 0, false));
    List<StateChange> life =
        List.of(
            StateChange.ACTIVATE, StateChange.SUSPEND, StateChange.RESUME, StateChange.INVALIDATE);
    List<SessionState> states =
        List.of(
            SessionState.ACTIVE,
            SessionState.SUSPENDED,
            SessionState.ACTIVE,
            SessionState.INVALIDATED);
    for (int i = 0; i < life.size(); i++) {
      Session changed = session(kernel.change(ANN, life.get(i), i + 1));
      assertThat(changed.state()).isEqualTo(states.get(i));
      assertThat(changed.version()).isEqualTo(i + 2);
    }
    assertThat(kernel.effects).containsExactly(new Effect.SessionEnded(kernel.find(ANN)));
    assertThat(kernel.find(ANN).endedAt()).isEqualTo(START);
  }

  @Test
  void activatingAnActiveSessionChangesNothing() {
    Session before = kernel.create(ANN);
    assertThat(session(kernel.change(ANN, StateChange.ACTIVATE))).isEqualTo(before);
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void anIllegalTransitionIsRefusedWithTheCurrentState() {
    kernel.create(ANN, asked(HOUR, 0, false));
    Reply reply = kernel.change(ANN, StateChange.SUSPEND);
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              Refusal why = refused.why();
              assertThat(why.code()).isEqualTo(Code.ILLEGAL_TRANSITION);
              assertThat(why.state()).isEqualTo(SessionState.PENDING);
              assertThat(why.message()).isEqualTo("Cannot suspend a session that is Pending.");
            });
  }

  @Test
  void nobodyMayAskForExpiry() {
    kernel.create(ANN);
    assertThat(refusal(kernel.change(ANN, StateChange.EXPIRE))).isEqualTo(Code.ILLEGAL_TRANSITION);
    assertThat(kernel.find(ANN).state()).isEqualTo(SessionState.ACTIVE);
  }

  @Test
  void anotherVersionThanDemandedIsRefusedAndNothingChanges() {
    kernel.create(ANN);
    kernel.edit(ANN, AttributeEdit.set("a", "1"));
    for (long wrong : new long[] {1, 3, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(refusal(kernel.change(ANN, StateChange.SUSPEND, wrong)))
          .isEqualTo(Code.VERSION_MISMATCH);
    }
    assertThat(session(kernel.change(ANN, StateChange.SUSPEND, 2)).version()).isEqualTo(3);
  }

  @Test
  void beingSeenIsNoNewVersion() {
    kernel.create(ANN);
    kernel.now += MINUTE;
    Session seen = session(kernel.touch(ANN));
    assertThat(seen.version()).isEqualTo(1);
    assertThat(seen.lastSeenAt()).isEqualTo(START + MINUTE);
    assertThat(kernel.effects).containsExactly(new Effect.SessionChanged(seen));
  }

  @Test
  void aDeadSessionStaysDead() {
    kernel.create(ANN);
    kernel.openCode(ANN, Kernel.CODE, 0);
    kernel.change(ANN, StateChange.INVALIDATE);
    Session dead = kernel.find(ANN);

    for (StateChange change : StateChange.values()) {
      assertThat(refusal(kernel.change(ANN, change))).isEqualTo(Code.ILLEGAL_TRANSITION);
    }
    assertThat(refusal(kernel.touch(ANN))).isEqualTo(Code.SESSION_DEAD);
    assertThat(refusal(kernel.edit(ANN, AttributeEdit.set("a", "1")))).isEqualTo(Code.SESSION_DEAD);
    assertThat(refusal(kernel.openCode(ANN, Kernel.OTHER_CODE, 0))).isEqualTo(Code.SESSION_DEAD);
    assertThat(refusal(kernel.attach(ANN))).isEqualTo(Code.SESSION_DEAD);
    assertThat(refusal(kernel.request(ANN, 1, "add a"))).isEqualTo(Code.SESSION_DEAD);
    assertThat(refusal(kernel.acknowledge(ANN, 0))).isEqualTo(Code.SESSION_DEAD);
    kernel.ask(new Command.GrantLeases("", ""));
    assertThat(kernel.find(ANN)).isEqualTo(dead);
  }

  @Test
  void anExpiredSessionMayStillBeInvalidatedAndKeepsTheTimeOfItsEnd() {
    kernel.create(ANN);
    kernel.pass(5 * MINUTE);
    kernel.now += MINUTE;
    Session invalidated = session(kernel.change(ANN, StateChange.INVALIDATE));
    assertThat(invalidated.state()).isEqualTo(SessionState.INVALIDATED);
    assertThat(invalidated.endedAt()).isEqualTo(START + 5 * MINUTE);
  }

  @Test
  void everyCommandOnAnUnknownSessionIsRefusedAlike() {
    List<Command> commands =
        List.of(
            new Command.ChangeState(BOB, StateChange.ACTIVATE, 0),
            new Command.Touch(BOB),
            new Command.EditAttributes(BOB, 0, List.of(), true),
            new Command.OpenCode(BOB, Kernel.CODE, 1, 1),
            new Command.CloseCode(BOB),
            new Command.Attach(BOB, Kernel.token(1)),
            new Command.Request(BOB, 0, 1, 0, 0, new byte[0]),
            new Command.Acknowledge(BOB, 0, 1));
    assertThat(kernel.apply(commands.toArray(Command[]::new)))
        .extracting(Kernel::refusal)
        .containsOnly(Code.SESSION_UNKNOWN);
  }

  @Test
  void anEntryOutOfOrderIsAnErrorOfTheProgram() {
    kernel.pass(1);
    assertThatThrownBy(() -> kernel.machine.apply(new Entry(1, START, List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
