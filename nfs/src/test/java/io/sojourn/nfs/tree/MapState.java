package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.TableKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Entries in maps, with the undo list that the kernel has. */
public final class MapState implements ServiceState {

  private final TreeMap<String, byte[]> named = new TreeMap<>();
  private final TreeMap<TableKey, TreeMap<Long, byte[]>> tables = new TreeMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private boolean readOnly;

  /** From now on a write throws, or no longer. */
  public void setReadOnly(boolean now) {
    readOnly = now;
  }

  private void note(Runnable step) {
    if (readOnly) {
      throw new IllegalStateException("a query does not write");
    }
    undo.add(step);
  }

  private static <K> void set(SortedMap<K, byte[]> map, K key, byte @Nullable [] value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  @Override
  public byte @Nullable [] get(String name) {
    return named.get(name);
  }

  @Override
  public void put(String name, byte[] value) {
    if (name.length() > NAME_LENGTH) {
      throw new IllegalArgumentException("a name that is too long");
    }
    byte[] before = named.get(name);
    note(() -> set(named, name, before));
    named.put(name, value);
  }

  @Override
  public void remove(String name) {
    byte[] before = named.get(name);
    note(() -> set(named, name, before));
    named.remove(name);
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    return Collections.unmodifiableSortedMap(named.subMap(prefix, prefix + Character.MAX_VALUE));
  }

  private SortedMap<Long, byte[]> table(TableKey key) {
    return tables.computeIfAbsent(key, its -> new TreeMap<>(Long::compareUnsigned));
  }

  @Override
  public byte @Nullable [] get(TableKey key, long number) {
    return table(key).get(number);
  }

  @Override
  public void put(TableKey key, long number, byte[] value) {
    byte[] before = get(key, number);
    note(() -> set(table(key), number, before));
    table(key).put(number, value);
  }

  @Override
  public void remove(TableKey key, long number) {
    byte[] before = get(key, number);
    note(() -> set(table(key), number, before));
    table(key).remove(number);
  }

  @Override
  public int count(TableKey key) {
    return table(key).size();
  }

  @Override
  public List<Numbered> from(TableKey key, long first, int max) {
    return table(key).tailMap(first).entrySet().stream()
        .limit(max)
        .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Shows all numbered entries, each with the kind of its table, whose that is, and its number. */
  void forEachNumbered(BiConsumer<String, byte[]> to) {
    tables.forEach(
        (key, table) ->
            table.forEach(
                (number, value) ->
                    to.accept(
                        key.kind() + ":" + key.high() + ":" + key.low() + ":" + number, value)));
  }

  /** How many entries all tables of a kind have. */
  int countAll(TableKey ofKind) {
    return tables.entrySet().stream()
        .filter(table -> table.getKey().kind() == ofKind.kind())
        .mapToInt(table -> table.getValue().size())
        .sum();
  }

  /** How many bytes all tables of a kind have. */
  long bytesOfAll(TableKey ofKind) {
    return tables.entrySet().stream()
        .filter(table -> table.getKey().kind() == ofKind.kind())
        .flatMap(table -> table.getValue().values().stream())
        .mapToLong(value -> value.length)
        .sum();
  }

  @Override
  public int size() {
    return named.size() + tables.values().stream().mapToInt(TreeMap::size).sum();
  }

  @Override
  public int savepoint() {
    return undo.size();
  }

  @Override
  public void rollBackTo(int savepoint) {
    while (undo.size() > savepoint) {
      undo.removeLast().run();
    }
  }
}
