package io.sojourn.machine;

/**
 * Looks at each setting before it counts, whether it comes in an entry or in a snapshot. Called on
 * the thread that applies.
 */
@FunctionalInterface
public interface SettingGuard {

  /**
   * Looks at a setting.
   *
   * @param value not to be changed
   * @throws IllegalStateException if this program cannot go on where it holds: the node must stop,
   *     the message says for what
   */
  void check(String name, byte[] value);
}
