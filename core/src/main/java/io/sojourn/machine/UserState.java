package io.sojourn.machine;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The named entries of the user's state machine: ordered by name, of which user code sees only its
 * own. Values are handed over: not to be changed after {@link #put} nor after {@link #get}.
 */
public interface UserState {

  /** The value of that name, or null. */
  byte @Nullable [] get(String name);

  /** Sets a value; undone if the user's method throws. */
  void put(String name, byte[] value);

  /** Removes a value if it is there; undone if the user's method throws. */
  void remove(String name);

  /** A read-only view of the entries whose names begin with the prefix, in order of name. */
  SortedMap<String, byte[]> withPrefix(String prefix);

  /** How many entries there are. */
  int size();
}
