package io.sojourn.cli;

import java.util.regex.Pattern;

/** A text as it may be shown on one line of a terminal. */
final class OneLine {

  /**
   * What would talk to the terminal instead of being shown: controls of ASCII and of Latin-1, which
   * many terminals obey alike, and those that turn the direction of what follows.
   */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

  private OneLine() {}

  /** The text without the characters that would talk to the terminal. */
  static String of(String text) {
    return CONTROL.matcher(text).replaceAll("\ufffd");
  }
}
