package io.sojourn.server;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keeps the API key of a cluster the same on every node: the first leader puts it into the log, as
 * a setting, and each node writes it into its own {@code admin.key}. A file that was edited by hand
 * is written over: the log is right.
 */
final class ClusterKey {

  /** The setting's name. */
  static final String SETTING = "admin-key";

  /** The settings of the cluster, as this node has them. */
  interface Settings {
    Optional<byte[]> get(String name);

    /** Sets what is not set, if this node leads; does not wait for it. */
    void offer(String name, byte[] value);
  }

  private final Settings settings;
  private final AdminKey key;
  private final Tokens tokens;
  private volatile boolean known;

  ClusterKey(Settings settings, AdminKey key, Tokens tokens) {
    this.settings = settings;
    this.key = key;
    this.tokens = tokens;
  }

  /** Whether this node has the key that the cluster agreed on. Any thread. */
  boolean isKnown() {
    return known;
  }

  /** Does what is to be done by now; to be called now and then, by one thread. May write a file. */
  void tend(boolean leads) {
    Optional<String> agreed =
        settings.get(SETTING).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    if (agreed.isPresent()) {
      if (!key.matches(agreed.get())) {
        key.replace(agreed.get());
      }
      known = true;
    } else if (leads) {
      // A server that was alone before keeps the key that its clients know.
      String first = key.text().orElseGet(tokens::newApiKey);
      settings.offer(SETTING, first.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
