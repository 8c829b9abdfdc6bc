package io.sojourn.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a service as a query sees them. What runs as a command too may mark how far it has
 * come, and go back: there is nothing to undo.
 */
final class ReadOnlyServiceState extends ReadOnlyState implements ServiceState {

  private final ServiceState entries;

  ReadOnlyServiceState(ServiceState entries) {
    super(entries);
    this.entries = entries;
  }

  @Override
  public byte @Nullable [] get(TableKey table, long number) {
    return entries.get(table, number);
  }

  @Override
  public void put(TableKey table, long number, byte[] value) {
    throw refusal();
  }

  @Override
  public void remove(TableKey table, long number) {
    throw refusal();
  }

  @Override
  public int count(TableKey table) {
    return entries.count(table);
  }

  @Override
  public List<Numbered> from(TableKey table, long first, int max) {
    return entries.from(table, first, max);
  }

  @Override
  public int savepoint() {
    return 0;
  }

  @Override
  public void rollBackTo(int savepoint) {
    if (savepoint != 0) {
      throw new IllegalArgumentException("no savepoint of this call");
    }
  }
}
