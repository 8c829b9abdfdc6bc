package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Numbered entries of a service: in tables, bounded and undone with the named ones, captured. */
class NumberedEntriesTest {

  private static final TableKey ONE = TableKey.of(1);
  private static final TableKey TWO = TableKey.of(2, 7);
  private static final int ENTRY_BYTES = 28;

  private static ServiceEntries entries() {
    return ServiceEntries.of("shelf", Limits.DEFAULT);
  }

  @Test
  void eachTableHasItsOwnNumbers() {
    ServiceEntries entries = entries();
    entries.put(ONE, 5, new byte[] {1});
    entries.put(TWO, 5, new byte[] {2});
    entries.put(new TableKey(2, 7, 0), 6, new byte[] {3});
    assertThat(entries.get(ONE, 5)).containsExactly(1);
    assertThat(entries.get(TWO, 5)).containsExactly(2);
    assertThat(entries.get(TWO, 6)).isNull();
    assertThat(entries.count(TWO)).isOne();
    assertThat(entries.size()).isEqualTo(3);
    entries.remove(TWO, 5);
    assertThat(entries.count(TWO)).isZero();
    assertThat(entries.from(TWO, 0, 9)).isEmpty();
    assertThat(entries.from(ONE, 0, 9)).extracting(Numbered::number).containsExactly(5L);
  }

  @Test
  void tablesHaveAnOrder() {
    List<TableKey> inOrder =
        List.of(
            new TableKey(1, 0, 0),
            new TableKey(1, 0, -1),
            new TableKey(1, 1, 0),
            new TableKey(1, -1, 0),
            new TableKey(2, 0, 0));
    assertThat(inOrder.reversed().stream().sorted()).containsExactlyElementsOf(inOrder);
    assertThatIllegalArgumentException().isThrownBy(() -> new TableKey(-1, 0, 0));
  }

  @Test
  void bothKindsOfEntriesShareTheirBounds() {
    ServiceEntries few = ServiceEntries.of("shelf", LimitsWith.bound("serviceEntries", 2));
    few.put("a", new byte[1]);
    few.put(ONE, 1, new byte[1]);
    assertThatThrownBy(() -> few.put(ONE, 2, new byte[0])).isInstanceOf(StateFullException.class);
    assertThatThrownBy(() -> few.put("b", new byte[0])).isInstanceOf(StateFullException.class);
    few.put(ONE, 1, new byte[9]);
    few.remove("a");
    few.put(TWO, 2, new byte[0]);
    ServiceEntries small =
        ServiceEntries.of("shelf", LimitsWith.bound("serviceBytes", ENTRY_BYTES + 2));
    small.put(ONE, 1, new byte[1]);
    assertThat(small.bytes()).isEqualTo(ENTRY_BYTES + 1);
    assertThatThrownBy(() -> small.put("a", new byte[1])).isInstanceOf(StateFullException.class);
    assertThatThrownBy(() -> small.put(ONE, 1, new byte[3])).isInstanceOf(StateFullException.class);
    small.put("a", new byte[0]);
    assertThat(small.bytes()).isEqualTo(ENTRY_BYTES + 2);
  }

  @Test
  void writesUnderNamesAndNumbersAreUndoneTogether() {
    ServiceEntries entries = entries();
    entries.put(ONE, 1, new byte[] {1});
    entries.keep();
    entries.put("a", new byte[] {2});
    int mark = entries.savepoint();
    entries.put(ONE, 1, new byte[] {3});
    entries.put("a", new byte[] {4});
    entries.remove(ONE, 1);
    entries.rollBackTo(mark);
    assertThat(entries.get(ONE, 1)).containsExactly(1);
    assertThat(entries.get("a")).containsExactly(2);
    entries.rollBack();
    assertThat(entries.get("a")).isNull();
    assertThat(entries.size()).isOne();
  }

  @Test
  void aQuerySeesThemAndChangesNone() {
    ServiceEntries entries = entries();
    entries.put(ONE, 1, new byte[] {1});
    ReadOnlyServiceState readOnly = new ReadOnlyServiceState(entries);
    assertThat(readOnly.get(ONE, 1)).containsExactly(1);
    assertThat(readOnly.count(ONE)).isOne();
    assertThat(readOnly.from(ONE, 0, 9)).hasSize(1);
    readOnly.requireUnwritten();
    assertThatThrownBy(() -> readOnly.put(ONE, 1, new byte[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> readOnly.remove(ONE, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(readOnly::requireUnwritten).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCaptureWhileTheEntriesGoOnHasThemAsTheyWere() {
    Seeds.run(500, seed -> captures(seed, NumberedEntriesTest::whole));
  }

  @Test
  void entriesThatAreNotCopiedBeforeTheyChangeAreFound() {
    assertThat(Seeds.anyFails(20, seed -> captures(seed, Careless::new))).isTrue();
  }

  private static NumberedEntries whole() {
    return new NumberedEntries(room(), new UndoLog(), NumberedEntriesTest::row);
  }

  private static StateRoom room() {
    return new StateRoom(1_000, 1 << 20);
  }

  private static SnapshotRecord row(TableKey table, long number, byte[] value) {
    return new SnapshotRecord.NumberedRow("shelf", table, number, value);
  }

  private static final class Careless extends NumberedEntries {
    Careless() {
      super(room(), new UndoLog(), NumberedEntriesTest::row);
    }

    @Override
    void beforeChange(TableKey key, long number) {}
  }

  private static void captures(long seed, Supplier<NumberedEntries> made) {
    SplittableRandom random = new SplittableRandom(seed);
    NumberedEntries entries = made.get();
    for (int i = random.nextInt(200); i > 0; i--) {
      change(entries, random);
    }
    List<String> before = shown(entries);
    entries.beginCapture();
    List<SnapshotRecord> captured = new ArrayList<>();
    int haste = 1 + random.nextInt(8);
    for (SnapshotRecord row = entries.nextCaptured(); row != null; row = entries.nextCaptured()) {
      captured.add(row);
      while (random.nextInt(haste) > 0) {
        change(entries, random);
      }
    }
    NumberedEntries restored = whole();
    for (SnapshotRecord row : captured) {
      SnapshotRecord.NumberedRow numbered = (SnapshotRecord.NumberedRow) row;
      restored.restore(numbered.table(), numbered.number(), numbered.value());
    }
    assertThat(captured).hasSameSizeAs(before);
    assertThat(shown(restored)).isEqualTo(before);
  }

  private static void change(NumberedEntries entries, SplittableRandom random) {
    TableKey table = new TableKey(random.nextInt(2), 0, random.nextInt(3) - 1L);
    long number = random.nextInt(50) - 10L;
    if (random.nextInt(3) > 0) {
      entries.put(table, number, new byte[] {(byte) random.nextInt()});
    } else {
      entries.remove(table, number);
    }
  }

  private static List<String> shown(NumberedEntries entries) {
    List<String> rows = new ArrayList<>();
    entries.forEachRow(row -> rows.add(shown((SnapshotRecord.NumberedRow) row)));
    return rows;
  }

  private static String shown(SnapshotRecord.NumberedRow row) {
    return row.table() + " " + row.number() + " " + row.value()[0];
  }
}
