package io.sojourn.kv;

import io.sojourn.session.SessionId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key with what it holds.
 *
 * @param key its name
 * @param value what it holds; empty where only keys were asked for
 * @param version of the change that made it so: the number of that change, counted over all keys,
 *     so that it only grows, also over a removal
 * @param owner the session with whose end the key goes, or null
 */
public record KvEntry(String key, Value value, long version, @Nullable SessionId owner) {
  /** Refuses an entry that lacks something. */
  public KvEntry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
