package io.sojourn.cli;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Takes out of the keyboard's bytes what was not typed: the answers of a terminal to questions that
 * a shared program asks. The host's terminal answers those; one answer more would be read as
 * typing.
 *
 * <p>Left out are reports of attributes, status, modes, position and window size, and the replies
 * in control strings, as xterm sends them. A position report in the first row looks like F3 with
 * Shift or Ctrl and is kept.
 */
final class TerminalAnswers {
  private static final Pattern ANSWER =
      Pattern.compile(
          "\u001b\\[[?>=][0-9;]*\\$?[cnRy]" // attributes, extended status, mode
              + "|\u001b\\[[03]n" // status
              + "|\u001b\\[(?!1;[2-8]R)[0-9]+;[0-9]+R" // position
              + "|\u001b\\[[0-9;]+t" // window
              + "|\u001b[\\]P][^\u0007\u001b]*(?:\u0007|\u001b\\\\)"); // control strings

  private TerminalAnswers() {}

  /** The bytes without the answers among them. */
  static byte[] leaveOut(byte[] typed) {
    if (typed.length < 3) {
      return typed; // the Escape key, and keys without it
    }
    String text = new String(typed, StandardCharsets.ISO_8859_1);
    return ANSWER.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
  }
}
