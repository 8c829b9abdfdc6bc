package io.sojourn.machine;

import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The named entries of the user's machine or of one service, with an undo list for a call that
 * throws or takes a part back, and copy-before-write for a capture that is under way.
 */
class NamedEntries implements State<byte[]>, CapturedEntries {

  /*
   * A tree keeps the order, which prefixes and snapshots need. Most calls name one entry that is there: those
   * ask the hash table, and change the value in the cell that both share. So the tree is searched, at a
   * comparison of strings for each level, only for a name that comes or goes. Nothing iterates over the table.
   */

  /** What an entry is in a snapshot. */
  @FunctionalInterface
  interface Row {
    SnapshotRecord of(String name, byte[] value);
  }

  /** The value of an entry that is there. */
  private static final class Cell {
    byte[] value;

    Cell(byte[] value) {
      this.value = value;
    }

    byte[] value() {
      return value;
    }
  }

  private final StateRoom room;
  private final UndoLog undo;
  private final Row row;
  private final TreeMap<String, Cell> inOrder = new TreeMap<>();
  private final Map<String, Cell> byName = new HashMap<>();

  private final Capture<String> capture =
      new Capture<>(Comparator.naturalOrder(), this::nameBehind, this::rowAt);

  /**
   * Makes an empty set.
   *
   * @param room what there is for names and values; may be shared with others
   * @param undo is told how to undo each write; may be shared with others
   * @param row makes an entry the row of a snapshot
   */
  NamedEntries(StateRoom room, UndoLog undo, Row row) {
    this.room = room;
    this.undo = undo;
    this.row = row;
  }

  /** Empty entries of the user's machine. */
  static NamedEntries ofUser(Limits limits) {
    return new NamedEntries(
        new StateRoom(limits.stateEntries(), limits.stateBytes()),
        new UndoLog(),
        SnapshotRecord.UserRow::new);
  }

  @Override
  public byte @Nullable [] get(String name) {
    Cell cell = byName.get(name);
    return cell == null ? null : cell.value;
  }

  @Override
  public void put(String name, byte[] value) {
    Objects.requireNonNull(value, "value");
    if (!Bounds.isUnicode(name)) {
      throw new IllegalArgumentException("a name with half of a surrogate pair");
    }
    Cell cell = byName.get(name);
    byte[] before = cell == null ? null : cell.value;
    requireRoom(name, value, before);
    beforeChange(name);
    set(name, cell, value);
    undo.add(() -> set(name, before));
  }

  private void requireRoom(String name, byte[] value, byte @Nullable [] before) {
    if (name.length() > NAME_LENGTH) {
      throw new IllegalArgumentException("a name has at most " + NAME_LENGTH + " characters");
    }
    room.require(before == null ? 1 : 0, size(name, value) - size(name, before));
  }

  /** How much an entry counts, 0 if it is absent. */
  private static long size(String name, byte @Nullable [] value) {
    return value == null ? 0 : name.length() + value.length;
  }

  private void set(String name, byte @Nullable [] value) {
    set(name, byName.get(name), value);
  }

  private void set(String name, @Nullable Cell cell, byte @Nullable [] value) {
    byte[] before = cell == null ? null : cell.value;
    room.count(
        (value == null ? 0 : 1) - (before == null ? 0 : 1), size(name, value) - size(name, before));
    if (cell != null && value != null) {
      cell.value = value;
    } else if (value != null) {
      Cell added = new Cell(value);
      byName.put(name, added);
      inOrder.put(name, added);
    } else if (cell != null) {
      byName.remove(name);
      inOrder.remove(name);
    }
  }

  @Override
  public void remove(String name) {
    byte[] before = get(name);
    if (before != null) {
      beforeChange(name);
      set(name, null);
      undo.add(() -> set(name, before));
    }
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    String end = behindAll(prefix);
    return new DecodedEntries<>(
        end == null ? inOrder.tailMap(prefix) : inOrder.subMap(prefix, end), Cell::value);
  }

  /** The first name behind all that begin with the prefix; null if nothing is behind them. */
  private static @Nullable String behindAll(String prefix) {
    int last = prefix.length() - 1;
    while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
      last--;
    }
    return last < 0 ? null : prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  @Override
  public int size() {
    return byName.size();
  }

  /** Keeps what was written since the last call of this or of {@link #rollBack}. */
  void keep() {
    undo.keep();
  }

  /** Undoes what was written since. */
  void rollBack() {
    undo.rollBackTo(0);
  }

  /** Puts an entry that a snapshot held. */
  void restore(String name, byte[] value) {
    set(name, value);
  }

  /** How long the names and values of all entries are together. */
  long bytes() {
    return room.bytes();
  }

  /** To be called before each change of an entry. */
  void beforeChange(String name) {
    capture.beforeChange(name);
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

  private @Nullable String nameBehind(@Nullable String name) {
    if (name == null) {
      return inOrder.isEmpty() ? null : inOrder.firstKey();
    }
    return inOrder.higherKey(name);
  }

  private @Nullable SnapshotRecord rowAt(String name) {
    byte[] value = get(name);
    return value == null ? null : row.of(name, value);
  }

  SortedMap<String, byte[]> all() {
    return new DecodedEntries<>(inOrder, Cell::value);
  }

  @Override
  public void forEachRow(Consumer<SnapshotRecord> rows) {
    inOrder.forEach((name, cell) -> rows.accept(row.of(name, cell.value)));
  }
}
