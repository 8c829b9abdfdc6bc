package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Named entries in a map, with the undo list that the kernel has. */
public final class MapState implements ServiceState {

  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  private record Undo(String name, byte @Nullable [] before) {}

  private final TreeMap<String, byte[]> entries = new TreeMap<>();
  private final List<Undo> undo = new ArrayList<>();
  private boolean readOnly;

  /** From now on a write throws, or no longer. */
  public void setReadOnly(boolean now) {
    readOnly = now;
  }

  private void note(String name) {
    if (readOnly) {
      throw new IllegalStateException("a query does not write");
    }
    undo.add(new Undo(name, entries.get(name)));
  }

  @Override
  public byte @Nullable [] get(String name) {
    return entries.get(name);
  }

  @Override
  public void put(String name, byte[] value) {
    if (name.length() > NAME_LENGTH) {
      throw new IllegalArgumentException("a name that is too long");
    }
    note(name);
    entries.put(name, value);
  }

  @Override
  public void remove(String name) {
    note(name);
    entries.remove(name);
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    return Collections.unmodifiableSortedMap(entries.subMap(prefix, prefix + Character.MAX_VALUE));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int savepoint() {
    return undo.size();
  }

  @Override
  public void rollBackTo(int savepoint) {
    while (undo.size() > savepoint) {
      Undo last = undo.removeLast();
      if (last.before == null) {
        entries.remove(last.name);
      } else {
        entries.put(last.name, last.before);
      }
    }
  }
}
