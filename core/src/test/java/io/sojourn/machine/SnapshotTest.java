package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aBusyMachine() {
    kernel.create(ANN);
    kernel.create(BOB);
    kernel.openCode(ANN, Kernel.CODE, 2);
    kernel.request(ANN, 1, "add a;add b;push b hello");
  }

  @Test
  void aMachineRestoredFromASnapshotIsInTheSameStateAndGoesOnAlike() {
    Kernel restored = restored(kernel.snapshot());
    assertThat(Shown.digest(restored.machine)).isEqualTo(Shown.digest(kernel.machine));
    restored.now = kernel.now;
    for (Kernel one : List.of(kernel, restored)) {
      assertThat(Kernel.text(one.request(ANN, 1, "add a;add b;push b hello"))).isEqualTo("1");
      assertThat(one.machine.earliestPushSentAt()).isEqualTo(Kernel.START);
      assertThat(one.machine.nextDeadline()).isEqualTo(Kernel.START + 5 * Kernel.MINUTE);
    }
  }

  @Test
  void theRowsBehindTheHeaderMayComeInAnyOrder() {
    List<SnapshotRecord> records = kernel.snapshot();
    Collections.shuffle(
        records.subList(1, records.size()), java.util.Random.from(new SplittableRandom(7)));
    assertThat(Shown.digest(restored(records).machine)).isEqualTo(Shown.digest(kernel.machine));
  }

  @Test
  void anEmptyMachineHasASnapshotToo() {
    List<SnapshotRecord> records = new Kernel().snapshot();
    assertThat(records).containsExactly(new SnapshotRecord.Header(0, 0, 0, 0, "", "", 1));
  }

  @Test
  void aSnapshotThatWasGivenUpForAnotherTakesNothingFromIt() {
    SnapshotCursor first = kernel.machine.snapshot();
    first.next();
    SnapshotCursor second = kernel.machine.snapshot();
    assertThatThrownBy(first::next).isInstanceOf(IllegalStateException.class);
    first.close();

    kernel.edit(ANN, io.sojourn.session.AttributeEdit.set("late", "1"));
    List<SnapshotRecord> records = rest(second);
    assertThat(records)
        .filteredOn(SnapshotRecord.SessionRow.class::isInstance)
        .hasSize(2)
        .allSatisfy(
            row -> assertThat(((SnapshotRecord.SessionRow) row).session().attributes()).isEmpty());
  }

  @Test
  void aSnapshotThatWasClosedIsNotTakenForACompleteOne() {
    SnapshotCursor cursor = kernel.machine.snapshot();
    cursor.next();
    cursor.close();
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCompleteSnapshotStaysCompleteAndMayBeClosed() {
    SnapshotCursor cursor = kernel.machine.snapshot();
    rest(cursor);
    cursor.close();
    assertThat(cursor.next()).isNull();
    kernel.machine.snapshot();
    assertThat(cursor.next()).isNull();
  }

  @Test
  void aSnapshotWithoutItsEndLooksDifferentFromAWholeOne() {
    List<SnapshotRecord> records = kernel.snapshot();
    Kernel halved = restored(records.subList(0, records.size() - 1));
    assertThat(Shown.digest(halved.machine)).isNotEqualTo(Shown.digest(kernel.machine));
  }

  @Test
  void whatNoMachineCanHaveSavedIsRefused() {
    List<SnapshotRecord> records = kernel.snapshot();
    SnapshotRecord.SessionRow ann = row(records);
    Kernel restored = restored(records);

    refused(restored, records.get(0));
    refused(restored, ann);
    refused(restored, new SnapshotRecord.CodeRow(code(kernel)));
    refused(
        new Kernel(),
        new SnapshotRecord.SessionRow(
            ann.session(),
            null,
            new PushQueueImage(
                1, 0, List.of(new PushQueueImage.Push(1, Long.MAX_VALUE, 0, new byte[0]))),
            DeadLetters.NONE));
    refused(new Kernel(), new SnapshotRecord.Header(-1, 0, 0, 0, "", "", 1));
    refused(new Kernel(), new SnapshotRecord.Header(1, Limits.MILLIS_MAX + 1, 0, 0, "", "", 1));
  }

  private static LiveCode code(Kernel kernel) {
    return kernel.codes().get(0);
  }

  private static SnapshotRecord.SessionRow row(List<SnapshotRecord> records) {
    return records.stream()
        .filter(SnapshotRecord.SessionRow.class::isInstance)
        .map(SnapshotRecord.SessionRow.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static void refused(Kernel kernel, SnapshotRecord record) {
    assertThatThrownBy(() -> kernel.machine.restore(record))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Kernel restored(List<SnapshotRecord> records) {
    SessionMachine machine = new SessionMachine(Limits.DEFAULT, new Ledger());
    records.forEach(machine::restore);
    return new Kernel(machine);
  }

  private static List<SnapshotRecord> rest(SnapshotCursor cursor) {
    List<SnapshotRecord> records = new ArrayList<>();
    for (SnapshotRecord next = cursor.next(); next != null; next = cursor.next()) {
      records.add(next);
    }
    return records;
  }
}
