package io.sojourn.connect;

import java.util.Locale;

/** The names of messages, as the JSON form and the metrics have them. */
final class Kinds {

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> kind) {
          return kind.getSimpleName()
              .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
              .toLowerCase(Locale.ROOT);
        }
      };

  private Kinds() {}

  /** The name of a record in snake case. */
  static String name(Class<?> kind) {
    return NAMES.get(kind);
  }
}
