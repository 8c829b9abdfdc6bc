package io.sojourn.bench;

import java.util.Locale;

/** Numbers for people: about three digits, thousands marked. */
final class Figures {

  private static final double WHOLE_FROM = 100;

  private Figures() {}

  static String text(double value) {
    if (Math.abs(value) >= WHOLE_FROM || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
  }
}
