package io.sojourn.machine;

/**
 * Which table of numbered entries of a {@link ServiceMachine}: those of one kind, or of one kind
 * and one owner. Tables are ordered by kind, and within it by owner, as numbers without a sign.
 *
 * @param kind what the entries are, 0 or more
 * @param high the first half of whose they are; 0 if of nobody
 * @param low the second half
 */
public record TableKey(int kind, long high, long low) implements Comparable<TableKey> {

  /** How much a table and a number count among the bytes of an entry. */
  static final int BYTES = Integer.BYTES + 3 * Long.BYTES;

  /** Checks the kind. */
  public TableKey {
    if (kind < 0) {
      throw new IllegalArgumentException("a kind of table below 0: " + kind);
    }
  }

  /** The only table of a kind. */
  public static TableKey of(int kind) {
    return new TableKey(kind, 0, 0);
  }

  /** The table of an owner that has a number. */
  public static TableKey of(int kind, long owner) {
    return new TableKey(kind, 0, owner);
  }

  @Override
  public int compareTo(TableKey other) {
    int order = Integer.compare(kind, other.kind);
    if (order == 0) {
      order = Long.compareUnsigned(high, other.high);
    }
    return order == 0 ? Long.compareUnsigned(low, other.low) : order;
  }

  @Override
  public int hashCode() {
    return Long.hashCode((high * 31 + low) * 31 + kind);
  }
}
