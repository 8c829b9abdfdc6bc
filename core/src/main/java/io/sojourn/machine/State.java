package io.sojourn.machine;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The named entries of the user's state machine: ordered by name, of which user code sees only its
 * own. Values are handed over: not to be changed after {@link #put} nor after {@link #get}.
 *
 * <p>To be used during the call that it was given to, on the same thread, and not kept.
 *
 * @param <V> what an entry holds
 */
public interface State<V> {

  /** How long a name is at most, in UTF-16 units. */
  int NAME_LENGTH = 1024;

  /** The value of that name, or null. */
  @Nullable V get(String name);

  /**
   * Sets a value; undone if the user's method throws.
   *
   * @throws IllegalArgumentException if the name is longer than {@link #NAME_LENGTH}, or has half
   *     of a surrogate pair: no snapshot could hold it
   * @throws StateFullException if there would be more entries, or more bytes in all of them, than
   *     the limits of the machine allow; removing makes room
   */
  void put(String name, V value);

  /** Removes a value if it is there; undone if the user's method throws. */
  void remove(String name);

  /**
   * The entries whose names begin with the prefix, in order of name: read-only, and of use until
   * the next write.
   */
  SortedMap<String, V> withPrefix(String prefix);

  /** How many entries there are. */
  int size();
}
