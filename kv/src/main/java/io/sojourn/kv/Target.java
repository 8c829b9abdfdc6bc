package io.sojourn.kv;

import java.util.Objects;

/**
 * What is watched.
 *
 * @param text the name of a key, or how names begin
 * @param prefix whether it is every key that begins so; the empty prefix is every key
 */
public record Target(String text, boolean prefix) {
  /** Refuses a target of nothing. */
  public Target {
    Objects.requireNonNull(text, "text");
  }

  /** One key. */
  public static Target key(String key) {
    return new Target(key, false);
  }

  /** Every key that begins so. */
  public static Target prefix(String prefix) {
    return new Target(prefix, true);
  }

  /** Whether the key is among them. */
  public boolean covers(String key) {
    return prefix ? key.startsWith(text) : key.equals(text);
  }
}
