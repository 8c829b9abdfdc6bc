package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import io.sojourn.testing.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The machine beside a naive model of the life of sessions and codes, over random logs. */
class NaiveLifeModelTest {

  private static final Limits LIMITS = RandomLog.LIMITS;

  @Test
  void theMachineLivesAsTheModelDoes() {
    Seeds.run(1000, seed -> agree(seed, LIMITS, UnaryOperator.identity()));
  }

  @Test
  void theLogsMeetEveryOutcome() {
    TreeSet<String> seen = new TreeSet<>();
    for (long seed = 1; seed <= 300; seed++) {
      NaiveLife model = new NaiveLife(LIMITS);
      RandomLog.of(seed, 100).forEach(entry -> seen.addAll(model.apply(entry)));
    }
    assertThat(seen)
        .contains("ok", "SESSION_UNKNOWN", "SESSION_EXISTS", "SESSION_DEAD", "SESSION_NOT_ACTIVE")
        .contains("ILLEGAL_TRANSITION", "VERSION_MISMATCH", "TOKEN_INVALID", "FENCED", "INVALID")
        .contains("CODE_INVALID", "CODE_TAKEN", "LIMIT_EXCEEDED");
  }

  @Test
  void aRetentionOneMillisecondTooLongIsFound() {
    Limits longer = LimitsWith.bound(LIMITS, "retentionMillis", LIMITS.retentionMillis() + 1);
    assertThat(Seeds.anyFails(200, seed -> agree(seed, longer, UnaryOperator.identity()))).isTrue();
  }

  @Test
  void aGrantOfLeasesThatIsForgottenIsFound() {
    assertThat(Seeds.anyFails(20, seed -> agree(seed, LIMITS, without(Command.GrantLeases.class))))
        .isTrue();
  }

  @Test
  void aTouchThatIsForgottenIsFound() {
    assertThat(Seeds.anyFails(20, seed -> agree(seed, LIMITS, without(Command.Touch.class))))
        .isTrue();
  }

  /** Gives the model the log, and the machine what is made of it. */
  private static void agree(long seed, Limits limits, UnaryOperator<Entry> made) {
    NaiveLife model = new NaiveLife(LIMITS);
    SessionMachine machine = new SessionMachine(limits, new Ledger(), RandomLog.services());
    for (Entry entry : RandomLog.of(seed, 100)) {
      List<String> expected = model.apply(entry);
      Applied applied = machine.apply(made.apply(entry));
      assertThat(lines(machine)).as("after %s", entry).isEqualTo(model.lines());
      for (int i = 0; i < applied.replies().size(); i++) {
        if (!expected.get(i).isEmpty()) {
          assertThat(outcome(applied.replies().get(i)))
              .as("%s", entry.commands().get(i))
              .isEqualTo(expected.get(i));
        }
      }
    }
  }

  private static UnaryOperator<Entry> without(Class<? extends Command> kind) {
    return entry ->
        new Entry(
            entry.index(),
            entry.clusterTime(),
            entry.commands().stream()
                .map(c -> kind.isInstance(c) ? new Command.ResendDue(0) : c)
                .toList());
  }

  private static String outcome(Reply reply) {
    return reply instanceof Reply.Refused refused ? refused.why().code().name() : "ok";
  }

  private static Map<String, String> lines(SessionMachine machine) {
    Map<String, String> lines = new HashMap<>();
    machine.forEach(
        session -> {
          Map<String, String> attributes = new TreeMap<>();
          session.attributes().forEach((k, v) -> attributes.put(k, v.value() + "@" + v.version()));
          lines.put(
              session.id().toString(),
              String.join(
                  " ",
                  session.state().label(),
                  "v" + session.version(),
                  "e" + session.epoch(),
                  "seen " + session.lastSeenAt(),
                  attributes.toString()));
        },
        code ->
            lines.put(
                code.code().text(), code.host() + " " + code.expiresAt() + " " + code.usesLeft()));
    return lines;
  }
}
