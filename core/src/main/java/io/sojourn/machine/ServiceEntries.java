package io.sojourn.machine;

import io.sojourn.session.Limits;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** All entries of one service, under names and under numbers: bounded and undone together. */
final class ServiceEntries implements ServiceState {

  private final StateRoom room;
  private final UndoLog undo;
  private final NamedEntries named;
  private final NumberedEntries numbered;

  /** Lets a test put broken entries in, which share the room and the undo log. */
  ServiceEntries(StateRoom room, UndoLog undo, NamedEntries named, NumberedEntries numbered) {
    this.room = room;
    this.undo = undo;
    this.named = named;
    this.numbered = numbered;
  }

  /** Empty entries of a service of a name. */
  static ServiceEntries of(String service, Limits limits) {
    StateRoom room = new StateRoom(limits.serviceEntries(), limits.serviceBytes());
    UndoLog undo = new UndoLog();
    return new ServiceEntries(
        room,
        undo,
        new NamedEntries(
            room, undo, (name, value) -> new SnapshotRecord.ServiceRow(service, name, value)),
        new NumberedEntries(
            room,
            undo,
            (table, number, value) ->
                new SnapshotRecord.NumberedRow(service, table, number, value)));
  }

  @Override
  public byte @Nullable [] get(String name) {
    return named.get(name);
  }

  @Override
  public void put(String name, byte[] value) {
    named.put(name, value);
  }

  @Override
  public void remove(String name) {
    named.remove(name);
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    return named.withPrefix(prefix);
  }

  @Override
  public byte @Nullable [] get(TableKey table, long number) {
    return numbered.get(table, number);
  }

  @Override
  public void put(TableKey table, long number, byte[] value) {
    numbered.put(table, number, value);
  }

  @Override
  public void remove(TableKey table, long number) {
    numbered.remove(table, number);
  }

  @Override
  public int count(TableKey table) {
    return numbered.count(table);
  }

  @Override
  public List<Numbered> from(TableKey table, long first, int max) {
    return numbered.from(table, first, max);
  }

  @Override
  public int size() {
    return room.entries();
  }

  @Override
  public int savepoint() {
    return undo.savepoint();
  }

  @Override
  public void rollBackTo(int savepoint) {
    undo.rollBackTo(savepoint);
  }

  /** Keeps what was written since the last call of this or of {@link #rollBack}. */
  void keep() {
    undo.keep();
  }

  /** Undoes what was written since. */
  void rollBack() {
    undo.rollBackTo(0);
  }

  /** How long the names, numbers and values of all entries are together. */
  long bytes() {
    return room.bytes();
  }

  /** Puts an entry that a snapshot held. */
  void restore(SnapshotRecord.ServiceRow row) {
    named.restore(row.name(), row.value());
  }

  /** Puts an entry that a snapshot held. */
  void restore(SnapshotRecord.NumberedRow row) {
    numbered.restore(row.table(), row.number(), row.value());
  }

  /** Those under names, then those under numbers. */
  List<CapturedEntries> parts() {
    return List.of(named, numbered);
  }
}
