package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.check.KeyValueSpec;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judgement finds what is planted, and nothing else. */
class JudgeTest {

  private static final String KEY = "once/c0/1";

  private final Evidence evidence = new Evidence();

  private static KvEntry entry(String key, String value, long version) {
    return new KvEntry(key, Value.of(value), version, null);
  }

  private List<String> judge(KvEntry... entries) {
    return Judge.judge(evidence, Map.of("n1", List.of(entries), "n2", List.of(entries)));
  }

  private void told(String reply) {
    Evidence.Once command = new Evidence.Once("session", 1, KEY);
    evidence.sent(command);
    evidence.acknowledged(command, reply);
  }

  private void share(KeyValueSpec.Op op, KeyValueSpec.Result result) {
    evidence.history.ok(evidence.history.invoke("c0", op), result);
  }

  @Test
  void whatIsRightIsFoundRight() {
    told("1@7");
    share(new KeyValueSpec.Put("k", "a"), new KeyValueSpec.Done());
    share(new KeyValueSpec.Get("k"), new KeyValueSpec.Value(Optional.of("a")));
    assertThat(judge(entry(KEY, "1", 7), entry("k", "a", 8))).isEmpty();
  }

  @Test
  void aCommandThatTookEffectTwiceIsFound() {
    told("1@7");
    assertThat(judge(entry(KEY, "2", 9))).anyMatch(wrong -> wrong.contains("AppliedTwice"));
  }

  @Test
  void aCommandThatTookEffectTwiceWithoutAnAnswerIsFound() {
    evidence.sent(new Evidence.Once("session", 1, KEY));
    assertThat(judge(entry(KEY, "2", 9))).anyMatch(wrong -> wrong.contains("AppliedTwice"));
  }

  @Test
  void aLostEffectIsFound() {
    told("1@7");
    assertThat(judge()).anyMatch(wrong -> wrong.contains("AcknowledgedButMissing"));
  }

  @Test
  void anAnswerThatIsNotThatOfTheEffectIsFound() {
    told("1@6");
    assertThat(judge(entry(KEY, "1", 7))).anyMatch(wrong -> wrong.contains("AnotherReply"));
  }

  @Test
  void effectsInAnotherOrderThanTheirNumbersAreFound() {
    evidence.sent(new Evidence.Once("session", 1, KEY));
    evidence.sent(new Evidence.Once("session", 2, "once/c0/2"));
    assertThat(judge(entry(KEY, "1", 9), entry("once/c0/2", "1", 8)))
        .anyMatch(wrong -> wrong.contains("OutOfOrder"));
  }

  @Test
  void aStaleReadIsFound() {
    told("1@7");
    share(new KeyValueSpec.Put("k", "a"), new KeyValueSpec.Done());
    share(new KeyValueSpec.Get("k"), new KeyValueSpec.Value(Optional.empty()));
    assertThat(judge(entry(KEY, "1", 7))).anyMatch(wrong -> wrong.startsWith("O5"));
  }

  @Test
  void nodesThatHoldDifferentThingsAreFound() {
    told("1@7");
    Map<String, List<KvEntry>> contents =
        Map.of(
            "n1", List.of(entry(KEY, "1", 7)),
            "n2", List.of(entry(KEY, "1", 7), entry("k", "a", 8)));
    assertThat(Judge.judge(evidence, contents)).anyMatch(wrong -> wrong.startsWith("O7"));
  }

  @Test
  void aRunInWhichTooLittleHappenedShowsNothing() {
    Counts counts = new Counts();
    counts.count("kills", 1, 2);
    counts.count("retries", 5, 5);
    assertThat(counts.vacuous()).hasSize(1);
  }
}
