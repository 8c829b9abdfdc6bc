package io.sojourn.machine;

import io.sojourn.machine.ServiceState.Numbered;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbered entries of one service, with copy-before-write for a capture that is under way. A
 * table is there as long as it has an entry.
 */
class NumberedEntries implements CapturedEntries {

  /** What an entry is in a snapshot. */
  @FunctionalInterface
  interface Row {
    SnapshotRecord of(TableKey table, long number, byte[] value);
  }

  private record Place(TableKey table, long number) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = table.compareTo(other.table);
      return order == 0 ? Long.compareUnsigned(number, other.number) : order;
    }
  }

  private final StateRoom room;
  private final UndoLog undo;
  private final Row row;

  // As in NamedEntries: the hash table finds, the tree keeps the order. Nothing iterates over the
  // former.
  private final TreeMap<TableKey, NumberTable> inOrder = new TreeMap<>();
  private final Map<TableKey, NumberTable> byKey = new HashMap<>();

  private final Capture<Place> capture =
      new Capture<>(Comparator.naturalOrder(), this::placeBehind, this::rowAt);

  /**
   * Makes an empty set.
   *
   * @param room what there is for the entries; may be shared with others
   * @param undo is told how to undo each write; may be shared with others
   * @param row makes an entry the row of a snapshot
   */
  NumberedEntries(StateRoom room, UndoLog undo, Row row) {
    this.room = room;
    this.undo = undo;
    this.row = row;
  }

  byte @Nullable [] get(TableKey key, long number) {
    NumberTable table = byKey.get(key);
    return table == null ? null : table.get(number);
  }

  void put(TableKey key, long number, byte[] value) {
    Objects.requireNonNull(value, "value");
    byte[] before = get(key, number);
    room.require(before == null ? 1 : 0, size(value) - size(before));
    beforeChange(key, number);
    set(key, number, value);
    undo.add(() -> set(key, number, before));
  }

  void remove(TableKey key, long number) {
    byte[] before = get(key, number);
    if (before != null) {
      beforeChange(key, number);
      set(key, number, null);
      undo.add(() -> set(key, number, before));
    }
  }

  /** How much an entry counts, 0 if it is absent. */
  private static long size(byte @Nullable [] value) {
    return value == null ? 0 : TableKey.BYTES + value.length;
  }

  private void set(TableKey key, long number, byte @Nullable [] value) {
    NumberTable table = byKey.get(key);
    if (table == null) {
      if (value == null) {
        return;
      }
      table = new NumberTable();
      byKey.put(key, table);
      inOrder.put(key, table);
    }
    byte[] before = value == null ? table.remove(number) : table.put(number, value);
    room.count((value == null ? 0 : 1) - (before == null ? 0 : 1), size(value) - size(before));
    if (table.size() == 0) {
      byKey.remove(key);
      inOrder.remove(key);
    }
  }

  int count(TableKey key) {
    NumberTable table = byKey.get(key);
    return table == null ? 0 : table.size();
  }

  List<Numbered> from(TableKey key, long first, int max) {
    NumberTable table = byKey.get(key);
    return table == null ? List.of() : table.from(first, max);
  }

  /** Puts an entry that a snapshot held. */
  void restore(TableKey key, long number, byte[] value) {
    set(key, number, value);
  }

  /** To be called before each change of an entry. */
  void beforeChange(TableKey key, long number) {
    if (capture.isUnderWay()) {
      capture.beforeChange(new Place(key, number));
    }
  }

  @Override
  public void beginCapture() {
    capture.begin();
  }

  @Override
  public void endCapture() {
    capture.end();
  }

  @Override
  public @Nullable SnapshotRecord nextCaptured() {
    return capture.next();
  }

  private @Nullable Place placeBehind(@Nullable Place place) {
    NumberTable same = place == null ? null : byKey.get(place.table);
    Numbered next = same == null || place == null ? null : same.behind(place.number);
    if (next != null && place != null) {
      return new Place(place.table, next.number());
    }
    Map.Entry<TableKey, NumberTable> table =
        place == null ? inOrder.firstEntry() : inOrder.higherEntry(place.table);
    return table == null
        ? null
        : new Place(table.getKey(), table.getValue().from(0, 1).getFirst().number());
  }

  private @Nullable SnapshotRecord rowAt(Place place) {
    byte[] value = get(place.table, place.number);
    return value == null ? null : row.of(place.table, place.number, value);
  }

  @Override
  public void forEachRow(Consumer<SnapshotRecord> rows) {
    inOrder.forEach(
        (key, table) ->
            table
                .from(0, table.size())
                .forEach(entry -> rows.accept(row.of(key, entry.number(), entry.value()))));
  }
}
