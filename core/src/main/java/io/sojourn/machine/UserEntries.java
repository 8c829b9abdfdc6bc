package io.sojourn.machine;

import io.sojourn.session.Bounds;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The user's named entries, with an undo list for a method that throws and copy-before-write for a
 * capture that is under way.
 */
class UserEntries implements State<byte[]> {

  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never compared
  private record Undo(String name, byte @Nullable [] before) {}

  private final TreeMap<String, byte[]> entries = new TreeMap<>();
  private final ArrayDeque<Undo> undo = new ArrayDeque<>();

  private boolean capturing;
  private @Nullable String lastCaptured;
  private final Set<String> touched = new HashSet<>();
  private final ArrayDeque<SnapshotRecord.UserRow> saved = new ArrayDeque<>();

  @Override
  public byte @Nullable [] get(String name) {
    return entries.get(name);
  }

  @Override
  public void put(String name, byte[] value) {
    Objects.requireNonNull(value, "value");
    if (!Bounds.isUnicode(name)) {
      throw new IllegalArgumentException("a name with half of a surrogate pair");
    }
    beforeChange(name);
    undo.push(new Undo(name, entries.put(name, value)));
  }

  @Override
  public void remove(String name) {
    beforeChange(name);
    undo.push(new Undo(name, entries.remove(name)));
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    String end = behindAll(prefix);
    return Collections.unmodifiableSortedMap(
        end == null ? entries.tailMap(prefix) : entries.subMap(prefix, end));
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
    return entries.size();
  }

  /** Keeps what was written since the last call of this or of {@link #rollBack}. */
  void keep() {
    undo.clear();
  }

  /** Undoes what was written since. */
  void rollBack() {
    for (Undo last = undo.poll(); last != null; last = undo.poll()) {
      if (last.before == null) {
        entries.remove(last.name);
      } else {
        entries.put(last.name, last.before);
      }
    }
  }

  /** Puts an entry that a snapshot held. */
  void restore(SnapshotRecord.UserRow row) {
    entries.put(row.name(), row.value());
  }

  /** To be called before each change of an entry. */
  void beforeChange(String name) {
    boolean ahead = capturing && (lastCaptured == null || name.compareTo(lastCaptured) > 0);
    if (ahead && touched.add(name)) {
      byte[] value = entries.get(name);
      if (value != null) {
        saved.add(new SnapshotRecord.UserRow(name, value));
      }
    }
  }

  /** Begins a capture of the entries as they are now; one that is under way is given up. */
  void beginCapture() {
    capturing = true;
    lastCaptured = null;
    touched.clear();
    saved.clear();
  }

  /** Ends the capture, complete or not. */
  void endCapture() {
    capturing = false;
    touched.clear();
    saved.clear();
  }

  /** The next row of the capture, or null at its end. */
  SnapshotRecord.@Nullable UserRow nextCaptured() {
    SnapshotRecord.UserRow row = saved.poll();
    if (row != null) {
      return row;
    }
    while (capturing) {
      Map.Entry<String, byte[]> next =
          lastCaptured == null ? entries.firstEntry() : entries.higherEntry(lastCaptured);
      if (next == null) {
        capturing = false;
        touched.clear();
        return null;
      }
      lastCaptured = next.getKey();
      if (!touched.remove(next.getKey())) {
        return new SnapshotRecord.UserRow(next.getKey(), next.getValue());
      }
    }
    return null;
  }

  SortedMap<String, byte[]> all() {
    return entries;
  }
}
