package io.sojourn.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link ServiceMachine}: named ones, and numbered ones in tables. What a call
 * writes is kept as a whole, unless it takes a part back itself.
 *
 * <p>An entry under a number is found faster than one under a name, and takes a fraction of the
 * memory. Numbers are without a sign: -1 is the highest.
 */
public interface ServiceState extends State<byte[]> {

  /**
   * An entry of a table.
   *
   * @param number its number in the table
   * @param value not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never compared
  record Numbered(long number, byte[] value) {}

  /** The value of a number in a table, or null. */
  byte @Nullable [] get(TableKey table, long number);

  /**
   * Sets a value; undone if the call throws.
   *
   * @throws StateFullException if there would be more entries of both kinds, or more bytes in all
   *     of them, than the limits of the machine allow; removing makes room
   */
  void put(TableKey table, long number, byte[] value);

  /** Removes a value if it is there; undone if the call throws. */
  void remove(TableKey table, long number);

  /** How many entries a table has. */
  int count(TableKey table);

  /**
   * Entries of a table in the order of their numbers, in a list of its own.
   *
   * @param first the lowest number that may come
   * @param max how many at most
   */
  List<Numbered> from(TableKey table, long first, int max);

  /** How many entries there are, under names and under numbers. */
  @Override
  int size();

  /** Marks how far this call has come. Costs nothing; marks may be nested. */
  int savepoint();

  /**
   * Undoes what was written since that mark of the same call, which may be used again.
   *
   * @throws IllegalArgumentException if it was given up already, by going back to an earlier one
   */
  void rollBackTo(int savepoint);
}
