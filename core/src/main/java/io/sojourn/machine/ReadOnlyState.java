package io.sojourn.machine;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The entries as a query sees them: a write throws, and is not forgotten if that is caught. */
class ReadOnlyState implements State<byte[]> {

  private final State<byte[]> entries;
  private boolean written;

  ReadOnlyState(State<byte[]> entries) {
    this.entries = entries;
  }

  @Override
  public byte @Nullable [] get(String name) {
    return entries.get(name);
  }

  @Override
  public void put(String name, byte[] value) {
    throw refusal();
  }

  @Override
  public void remove(String name) {
    throw refusal();
  }

  /** What a write throws. */
  final IllegalStateException refusal() {
    written = true;
    return new IllegalStateException("a query does not write");
  }

  /** Fails a query that tried to write. */
  final void requireUnwritten() {
    if (written) {
      throw refusal();
    }
  }

  @Override
  public SortedMap<String, byte[]> withPrefix(String prefix) {
    return entries.withPrefix(prefix);
  }

  @Override
  public int size() {
    return entries.size();
  }
}
