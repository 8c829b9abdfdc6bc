package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same log gives the same state, replies and effects: from the beginning, and from a snapshot
 * taken at any index while the machine went on.
 */
class ReplayTest {

  @Test
  void twoMachinesGivenTheSameLogNeverDiffer() {
    Seeds.run(
        2_000,
        seed -> {
          SessionMachine one = whole();
          SessionMachine other = whole();
          for (Entry entry : RandomLog.of(seed, 200)) {
            assertThat(Shown.of(one.apply(entry))).isEqualTo(Shown.of(other.apply(entry)));
            assertThat(Shown.digest(one)).isEqualTo(Shown.digest(other));
            assertThat(one.nextDeadline()).isEqualTo(other.nextDeadline());
            assertThat(one.earliestPushSentAt()).isEqualTo(other.earliestPushSentAt());
          }
        });
  }

  @Test
  void aSnapshotOfAnyIndexTakenWhileTheMachineGoesOnContinuesLikeTheMachine() {
    Seeds.run(2_000, seed -> snapshotsContinueLike(seed, ReplayTest::whole));
  }

  @Test
  void aTableThatDoesNotCopyBeforeItsRowsChangeIsFound() {
    assertThat(
            Seeds.anyFails(
                10, seed -> snapshotsContinueLike(seed, () -> with(new Careless(), null, null))))
        .isTrue();
  }

  @Test
  void userEntriesThatAreNotCopiedBeforeTheyChangeAreFound() {
    assertThat(
            Seeds.anyFails(
                10,
                seed ->
                    snapshotsContinueLike(
                        seed,
                        () ->
                            with(
                                null,
                                new CarelessEntries(
                                    new StateRoom(5, 40),
                                    new UndoLog(),
                                    SnapshotRecord.UserRow::new),
                                null))))
        .isTrue();
  }

  @Test
  void entriesOfAServiceThatAreNotCopiedBeforeTheyChangeAreFound() {
    assertThat(
            Seeds.anyFails(
                100,
                seed -> snapshotsContinueLike(seed, () -> with(null, null, carelessServices()))))
        .isTrue();
  }

  private static Services carelessServices() {
    return new Services(
        RandomLog.services(),
        RandomLog.LIMITS,
        name -> {
          StateRoom room = new StateRoom(5, 40);
          UndoLog undo = new UndoLog();
          return new ServiceEntries(
              room,
              undo,
              new CarelessEntries(
                  room, undo, (entry, value) -> new SnapshotRecord.ServiceRow(name, entry, value)),
              new NumberedEntries(
                  room,
                  undo,
                  (table, number, value) ->
                      new SnapshotRecord.NumberedRow(name, table, number, value)));
        });
  }

  private static void snapshotsContinueLike(long seed, Supplier<SessionMachine> machines) {
    List<Entry> log = RandomLog.of(seed, 60);
    List<String> shown = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    SessionMachine neverStopped = machines.get();
    for (Entry entry : log) {
      shown.add(Shown.of(neverStopped.apply(entry)));
      digests.add(Shown.digest(neverStopped));
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int at = 0; at < log.size(); at++) {
      SessionMachine restored = whole();
      snapshotWhileGoingOn(machines.get(), log, at, random).forEach(restored::restore);
      assertThat(Shown.digest(restored)).as("restored at %d", at).isEqualTo(digests.get(at));
      for (int i = at + 1; i < log.size(); i++) {
        assertThat(Shown.of(restored.apply(log.get(i))))
            .as("entry %d after a snapshot at %d", i, at)
            .isEqualTo(shown.get(i));
        assertThat(Shown.digest(restored)).isEqualTo(digests.get(i));
      }
    }
  }

  /** Takes a snapshot at an index, pulling records between the entries that follow. */
  private static List<SnapshotRecord> snapshotWhileGoingOn(
      SessionMachine machine, List<Entry> log, int at, SplittableRandom random) {
    log.subList(0, at + 1).forEach(machine::apply);
    SnapshotCursor cursor = machine.snapshot();
    assertThat(cursor.index()).isEqualTo(log.get(at).index());
    List<SnapshotRecord> records = new ArrayList<>();
    int next = at + 1;
    int haste = 1 + random.nextInt(8);
    while (true) {
      if (next < log.size() && random.nextInt(haste) > 0) {
        machine.apply(log.get(next++));
      }
      SnapshotRecord record = cursor.next();
      if (record == null) {
        return records;
      }
      records.add(record);
    }
  }

  private static SessionMachine whole() {
    return with(null, null, null);
  }

  private static SessionMachine with(
      @Nullable SessionTable table, @Nullable NamedEntries state, @Nullable Services services) {
    return new SessionMachine(
        RandomLog.LIMITS,
        new Ledger(),
        table == null ? new SessionTable() : table,
        state == null ? NamedEntries.ofUser(RandomLog.LIMITS) : state,
        services == null ? new Services(RandomLog.services(), RandomLog.LIMITS) : services,
        SessionMachine.BEHAVIOUR);
  }

  private static final class Careless extends SessionTable {
    @Override
    void beforeChange(SessionEntry entry) {}
  }

  private static final class CarelessEntries extends NamedEntries {
    CarelessEntries(StateRoom room, UndoLog undo, Row row) {
      super(room, undo, row);
    }

    @Override
    void beforeChange(String name) {}
  }
}
