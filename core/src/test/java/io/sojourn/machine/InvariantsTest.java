package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.testing.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InvariantsTest {

  @Test
  void theyHoldAfterEveryEntry() {
    Seeds.run(
        1000,
        seed -> {
          SessionMachine machine =
              new SessionMachine(RandomLog.LIMITS, new Ledger(), RandomLog.services());
          Invariants invariants = new Invariants(RandomLog.LIMITS);
          for (Entry entry : RandomLog.of(seed, 150)) {
            invariants.check(machine, machine.apply(entry).effects());
          }
        });
  }

  @Test
  void theLogsMeetEveryKindOfReplyAndEffectAndEveryRefusal() {
    TreeSet<String> seen = new TreeSet<>();
    for (long seed = 1; seed <= 300; seed++) {
      SessionMachine machine =
          new SessionMachine(RandomLog.LIMITS, new Ledger(), RandomLog.services());
      for (Entry entry : RandomLog.of(seed, 150)) {
        Applied applied = machine.apply(entry);
        applied.replies().forEach(reply -> seen.add(kind(reply)));
        applied.effects().forEach(effect -> seen.add(effect.getClass().getSimpleName()));
      }
    }
    assertThat(seen)
        .contains("SessionIs", "CodeOpened", "Redeemed", "Attached", "Acknowledged", "Resent")
        .contains("Executed true", "Executed false", "Failed true", "Failed false")
        .contains("SessionChanged", "SessionEnded", "SessionRemoved", "TakenOver", "Pushed")
        .contains("CodeChanged", "CodeClosed", "LeasesGranted", "PushDied", "SettingChanged")
        .contains("Rejected", "DeadLettersCleared", "SettingIs", "Upgraded")
        .contains(
            "REPLY_EVICTED",
            "FALSE_RETRY",
            "WINDOW_FULL",
            "PUSH_QUEUE_FULL",
            "OUT_OF_ORDER",
            "SEQUENCE_AHEAD",
            "ACK_UNKNOWN",
            "NOT_ADMITTED");
  }

  private static String kind(Reply reply) {
    return switch (reply) {
      case Reply.Refused refused -> refused.why().code().name();
      case Reply.Executed executed -> "Executed " + executed.replayed();
      case Reply.Failed failed -> "Failed " + failed.replayed();
      default -> reply.getClass().getSimpleName();
    };
  }

  @Test
  void aSessionThatRisesFromTheDeadIsFound() {
    Session live = live();
    Session dead = live.movedTo(SessionState.EXPIRED, live.expiresAt());
    Session risen = dead.movedTo(SessionState.ACTIVE, live.expiresAt());
    assertBroken(List.of(dead, risen));
  }

  @Test
  void aVersionThatGoesBackIsFound() {
    Session live = live();
    assertBroken(List.of(live.movedTo(SessionState.SUSPENDED, 0), live));
  }

  @Test
  void anEpochThatGoesBackIsFound() {
    Session live = live();
    assertBroken(List.of(live.attachedAt(live.lastSeenAt()), live));
  }

  @Test
  void aSessionThatVanishesIsFound() {
    Invariants invariants = new Invariants(RandomLog.LIMITS);
    check(invariants, Map.of(live().id(), live()), List.of(), List.of());
    assertThatThrownBy(() -> check(invariants, Map.of(), List.of(), List.of()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anEarlyExpiryIsFound() {
    Invariants invariants = new Invariants(RandomLog.LIMITS);
    Session live = live();
    Session expired = live.movedTo(SessionState.EXPIRED, Kernel.START + 1);
    check(invariants, Map.of(live.id(), live), List.of(), List.of());
    assertThatThrownBy(
            () ->
                check(
                    invariants,
                    Map.of(live.id(), expired),
                    List.of(),
                    List.of(new Effect.SessionEnded(expired))))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void twoCodesOfOneHostAndACodeOfNobodyAreFound() {
    Session live = live();
    long end = Kernel.START + 100;
    LiveCode one = new LiveCode(Kernel.CODE, live.id(), Kernel.START, end, 0);
    LiveCode two = new LiveCode(Kernel.OTHER_CODE, live.id(), Kernel.START, end, 0);
    LiveCode ofNobody = new LiveCode(Kernel.CODE, Kernel.BOB, Kernel.START, end, 0);
    for (List<LiveCode> codes : List.of(List.of(one, two), List.of(ofNobody))) {
      Map<SessionId, Session> sessions = Map.of(live.id(), live);
      assertThatThrownBy(() -> check(new Invariants(RandomLog.LIMITS), sessions, codes, List.of()))
          .isInstanceOf(AssertionError.class);
    }
  }

  private static Session live() {
    return new Kernel().create(Kernel.ANN);
  }

  private static void assertBroken(List<Session> states) {
    Invariants invariants = new Invariants(RandomLog.LIMITS);
    assertThatThrownBy(
            () -> {
              for (Session state : states) {
                check(invariants, Map.of(state.id(), state), List.of(), List.of());
              }
            })
        .isInstanceOf(AssertionError.class);
  }

  private static void check(
      Invariants invariants,
      Map<SessionId, Session> sessions,
      List<LiveCode> codes,
      List<Effect> effects) {
    invariants.check(sessions, codes, effects, Kernel.START + 1, 0);
  }
}
