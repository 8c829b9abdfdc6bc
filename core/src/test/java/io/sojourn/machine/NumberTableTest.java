package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.testing.Seeds;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A table does what a map from numbers to bytes does. */
class NumberTableTest {

  private final NumberTable table = new NumberTable();

  private static byte[] value(int of) {
    return new byte[] {(byte) of};
  }

  @Test
  void anEmptyTableHasNothing() {
    assertThat(table.size()).isZero();
    assertThat(table.get(0)).isNull();
    assertThat(table.remove(7)).isNull();
    assertThat(table.from(0, 9)).isEmpty();
    assertThat(table.behind(0)).isNull();
  }

  @Test
  void numbersHaveNoSign() {
    table.put(-1, value(4));
    table.put(Long.MIN_VALUE, value(3));
    table.put(Long.MAX_VALUE, value(2));
    table.put(0, value(1));
    assertThat(table.from(0, 9))
        .extracting(Numbered::number)
        .containsExactly(0L, Long.MAX_VALUE, Long.MIN_VALUE, -1L);
    assertThat(table.behind(Long.MIN_VALUE)).extracting(Numbered::number).isEqualTo(-1L);
    assertThat(table.behind(-1)).isNull();
  }

  @Test
  void itIsAMapInOrder() {
    Seeds.run(100, NumberTableTest::isLikeAMap);
  }

  /** Of few numbers, or of many; at random, in order, or in order backwards. */
  private static void isLikeAMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NumberTable table = new NumberTable();
    TreeMap<Long, byte[]> model = new TreeMap<>(Long::compareUnsigned);
    int numbers = 1 << random.nextInt(12);
    int removals = 1 + random.nextInt(3);
    int manner = random.nextInt(3);
    for (int step = 0; step < 2_000; step++) {
      // Later on more goes than comes.
      boolean put = random.nextInt(4) >= (step < 1_200 ? removals - 1 : removals);
      long number =
          switch (manner) {
            case 0 -> random.nextLong(-numbers, numbers);
            case 1 -> put ? step : random.nextInt(1 + step);
            default -> put ? -step : -random.nextInt(1 + step);
          };
      byte[] value = value(step);
      byte[] before = put ? model.put(number, value) : model.remove(number);
      assertThat(put ? table.put(number, value) : table.remove(number)).isSameAs(before);
      assertThat(table.get(number)).isSameAs(put ? value : null);
      assertThat(table.size()).isEqualTo(model.size());
      if (step % 100 == 0) {
        isTheSame(table, model, number, 1 + random.nextInt(200));
      }
    }
  }

  private static void isTheSame(
      NumberTable table, NavigableMap<Long, byte[]> model, long number, int max) {
    assertThat(model.entrySet())
        .allMatch(entry -> Arrays.equals(table.get(entry.getKey()), entry.getValue()));
    assertThat(table.from(number, max))
        .containsExactlyElementsOf(
            model.tailMap(number).entrySet().stream()
                .limit(max)
                .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
                .toList());
    Map.Entry<Long, byte[]> behind = model.higherEntry(number);
    assertThat(table.behind(number))
        .isEqualTo(behind == null ? null : new Numbered(behind.getKey(), behind.getValue()));
  }
}
