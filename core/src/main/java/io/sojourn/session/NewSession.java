package io.sojourn.session;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a caller decides about a session before it exists. Ids, hashes and times are drawn at the
 * door; the machine accepts or refuses them.
 *
 * @param userId the owner
 * @param tokenHash the hash of the token that opens the session
 * @param lifeMillis how long the session lives at most, from its creation
 * @param idleTimeoutMillis how long it lives without being seen; 0 for no idle timeout
 * @param activate whether it starts Active instead of Pending
 * @param capabilities what the client says it can do
 * @param attributes the first attributes, as text
 */
public record NewSession(
    String userId,
    TokenHash tokenHash,
    long lifeMillis,
    long idleTimeoutMillis,
    boolean activate,
    SortedMap<String, String> capabilities,
    SortedMap<String, String> attributes) {

  /** The capability by which a session that joined by code names the one it joined. */
  public static final String HOST = "host";

  /** Copies the two maps into the natural order of their names, whatever order they came in. */
  public NewSession {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(tokenHash, "tokenHash");
    capabilities = inNaturalOrder(capabilities);
    attributes = inNaturalOrder(attributes);
  }

  private static SortedMap<String, String> inNaturalOrder(SortedMap<String, String> given) {
    SortedMap<String, String> copy = new TreeMap<>();
    given.forEach((name, value) -> copy.put(name, Objects.requireNonNull(value, name)));
    return Collections.unmodifiableSortedMap(copy);
  }

  /** The same with one more capability. */
  public NewSession withCapability(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(capabilities);
    more.put(name, value);
    return new NewSession(
        userId, tokenHash, lifeMillis, idleTimeoutMillis, activate, more, attributes);
  }
}
