package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import io.sojourn.testing.Seeds;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The user's state is bounded: in entries, in bytes, in names. */
class StateBoundsTest {

  @Test
  void aRequestThatWouldWriteTooManyEntriesFailsForGoodAndWritesNothing() {
    Kernel small = new Kernel(LimitsWith.bound("stateEntries", 3));
    small.create(ANN);
    Reply failed = new Reply.Failed(StateFullException.class.getName(), false);
    assertThat(small.request(ANN, 1, "add a;add b;add c")).isEqualTo(failed);
    assertThat(small.request(ANN, 1, "add a;add b;add c"))
        .isEqualTo(new Reply.Failed(StateFullException.class.getName(), true));
    assertThat(text(small.request(ANN, 2, "add a;add b;list "))).isEqualTo("a,b,created");
  }

  @Test
  void whatIsThereMayBeWrittenAgainAndRemovingMakesRoom() {
    NamedEntries full = NamedEntries.ofUser(LimitsWith.bound("stateEntries", 2));
    full.put("a", new byte[1]);
    full.put("b", new byte[1]);
    full.put("b", new byte[9]);
    assertThatThrownBy(() -> full.put("c", new byte[0])).isInstanceOf(StateFullException.class);
    full.remove("a");
    full.put("c", new byte[0]);
    assertThat(full.all()).containsOnlyKeys("b", "c");
  }

  @Test
  void bytesCountNamesAndValues() {
    NamedEntries full = NamedEntries.ofUser(LimitsWith.bound("stateBytes", 10));
    full.put("ab", new byte[8]);
    assertThat(full.bytes()).isEqualTo(10);
    assertThatThrownBy(() -> full.put("a", new byte[0])).isInstanceOf(StateFullException.class);
    assertThatThrownBy(() -> full.put("ab", new byte[9])).isInstanceOf(StateFullException.class);
    full.put("ab", new byte[7]);
    full.put("a", new byte[0]);
    assertThat(full.bytes()).isEqualTo(10);
  }

  @Test
  void aNameIsBounded() {
    NamedEntries entries = NamedEntries.ofUser(Limits.DEFAULT);
    entries.put("x".repeat(State.NAME_LENGTH), new byte[0]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> entries.put("x".repeat(State.NAME_LENGTH + 1), new byte[0]));
  }

  @Test
  void aStateLargerThanTheBoundsIsRestoredWhole() {
    NamedEntries full =
        NamedEntries.ofUser(LimitsWith.bound(LimitsWith.bound("stateEntries", 1), "stateBytes", 1));
    full.restore("a", new byte[4]);
    full.restore("b", new byte[4]);
    assertThat(full.bytes()).isEqualTo(10);
    assertThatThrownBy(() -> full.put("a", new byte[4])).isInstanceOf(StateFullException.class);
    full.remove("a");
    assertThat(full.bytes()).isEqualTo(5);
  }

  @Test
  void theCountIsRightThroughWritingUndoingAndRestoring() {
    Seeds.run(500, StateBoundsTest::countsRight);
  }

  private static void countsRight(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Limits limits = LimitsWith.bound(LimitsWith.bound("stateEntries", 5), "stateBytes", 40);
    NamedEntries entries = NamedEntries.ofUser(limits);
    Map<String, Integer> model = new TreeMap<>();
    Map<String, Integer> kept = new TreeMap<>();
    for (int step = 0; step < 100; step++) {
      String name = "x".repeat(1 + random.nextInt(8));
      switch (random.nextInt(8)) {
        case 0 -> {
          entries.keep();
          kept = new TreeMap<>(model);
        }
        case 1 -> {
          entries.rollBack();
          model = new TreeMap<>(kept);
        }
        case 2 -> {
          entries.remove(name);
          model.remove(name);
        }
        case 3 -> {
          entries.keep();
          kept = new TreeMap<>(model);
          NamedEntries restored = NamedEntries.ofUser(limits);
          entries.all().forEach(restored::restore);
          entries = restored;
        }
        default -> put(entries, model, name, random.nextInt(20));
      }
      assertThat(entries.all().keySet()).isEqualTo(model.keySet());
      assertThat(entries.bytes()).isEqualTo(size(model)).isLessThanOrEqualTo(40);
    }
  }

  private static void put(
      NamedEntries entries, Map<String, Integer> model, String name, int length) {
    Map<String, Integer> after = new TreeMap<>(model);
    after.put(name, length);
    if (after.size() > 5 || size(after) > 40) {
      assertThatThrownBy(() -> entries.put(name, new byte[length]))
          .isInstanceOf(StateFullException.class);
    } else {
      entries.put(name, new byte[length]);
      model.put(name, length);
    }
  }

  private static long size(Map<String, Integer> model) {
    return model.entrySet().stream().mapToLong(it -> it.getKey().length() + it.getValue()).sum();
  }
}
