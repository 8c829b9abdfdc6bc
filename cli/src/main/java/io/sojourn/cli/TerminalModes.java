package io.sojourn.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows a terminal's output just closely enough to know two things: whether the stream is between
 * escape sequences, and which lasting modes a program switched on (alternate screen, mouse, hidden
 * cursor and the like).
 *
 * <p>With the first a notice can be put in without breaking a sequence. With the second a screen
 * that starts in the middle of a program can be shown right, and a terminal can be left as it was
 * found. Sequences are those of ECMA-48 and of xterm's DEC private modes. Not safe for several
 * threads.
 */
final class TerminalModes {
  /** DEC private modes that outlive the program's output, with those that are on from the start. */
  private static final Set<Integer> FOLLOWED =
      Set.of(1, 7, 9, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004);

  private static final Set<Integer> ON_AT_FIRST = Set.of(7, 25);
  private static final Set<Integer> ALTERNATE_SCREEN = Set.of(47, 1047, 1049);

  /** A sequence longer than this is taken for noise, and the text after it for text. */
  private static final int SEQUENCE_BYTES_MAX = 4096;

  private enum Place {
    TEXT,
    ESCAPE,
    CONTROL_SEQUENCE,
    STRING,
    STRING_ESCAPE
  }

  private final Set<Integer> changed = new TreeSet<>();
  private final StringBuilder parameters = new StringBuilder();
  private Place place = Place.TEXT;
  private int sequenceBytes;
  private int continuationBytes;
  private boolean keypad;

  TerminalModes() {}

  /** A copy that goes its own way from here. */
  TerminalModes(TerminalModes other) {
    changed.addAll(other.changed);
    parameters.append(other.parameters);
    place = other.place;
    sequenceBytes = other.sequenceBytes;
    continuationBytes = other.continuationBytes;
    keypad = other.keypad;
  }

  void feed(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      feed(bytes[i]);
    }
  }

  void feed(byte next) {
    int b = Byte.toUnsignedInt(next);
    if (place != Place.TEXT && ++sequenceBytes > SEQUENCE_BYTES_MAX) {
      place = Place.TEXT;
    }
    switch (place) {
      case TEXT -> text(b);
      case ESCAPE -> escape(b);
      case CONTROL_SEQUENCE -> controlSequence(b);
      case STRING -> {
        if (b == 0x07) {
          place = Place.TEXT;
        } else if (b == 0x1b) {
          place = Place.STRING_ESCAPE;
        }
      }
      // ESC \ ends the string; any other ESC cancels it and begins a sequence of its own.
      case STRING_ESCAPE -> {
        if (b == '\\') {
          place = Place.TEXT;
        } else {
          escape(b);
        }
      }
    }
  }

  /** True when a character may be put in here without breaking a sequence or a character. */
  boolean betweenSequences() {
    return place == Place.TEXT && continuationBytes == 0;
  }

  boolean onAlternateScreen() {
    return ALTERNATE_SCREEN.stream().anyMatch(changed::contains);
  }

  /** What brings a fresh terminal into these modes. */
  byte[] enter() {
    List<String> sequences = new ArrayList<>();
    for (int mode : changed) {
      sequences.add("\u001b[?" + mode + (ON_AT_FIRST.contains(mode) ? "l" : "h"));
    }
    if (keypad) {
      sequences.add("\u001b=");
    }
    return ascii(sequences);
  }

  /** What brings a terminal in these modes back to how a terminal starts. */
  byte[] leave() {
    List<String> sequences = new ArrayList<>();
    if (!betweenSequences()) {
      sequences.add("\u001b\\"); // ends a string, and is nothing elsewhere
    }
    for (int mode : changed) {
      sequences.add("\u001b[?" + mode + (ON_AT_FIRST.contains(mode) ? "h" : "l"));
    }
    if (keypad) {
      sequences.add("\u001b>");
    }
    sequences.add("\u001b[0m");
    return ascii(sequences);
  }

  private void text(int b) {
    if (b == 0x1b) {
      begin(Place.ESCAPE);
    } else if (b >= 0xc2 && b <= 0xf4) {
      continuationBytes = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
    } else if (b >= 0x80 && b < 0xc0 && continuationBytes > 0) {
      continuationBytes--;
    } else {
      continuationBytes = 0;
    }
  }

  private void escape(int b) {
    switch (b) {
      case '[' -> begin(Place.CONTROL_SEQUENCE);
      case ']', 'P', 'X', '^', '_' -> begin(Place.STRING);
      case 0x1b -> begin(Place.ESCAPE);
      case 'c' -> {
        changed.clear();
        keypad = false;
        place = Place.TEXT;
      }
      case '=', '>' -> {
        keypad = b == '=';
        place = Place.TEXT;
      }
      // 0x20 to 0x2f are intermediate bytes: ESC ( B and the like; the final byte follows.
      default -> place = b >= 0x20 && b <= 0x2f ? Place.ESCAPE : Place.TEXT;
    }
  }

  private void controlSequence(int b) {
    if (b == 0x1b) {
      begin(Place.ESCAPE);
    } else if (b >= 0x40 && b <= 0x7e) {
      place = Place.TEXT;
      if ((b == 'h' || b == 'l') && !parameters.isEmpty() && parameters.charAt(0) == '?') {
        privateModes(b == 'h');
      } else if (b == 'p' && parameters.toString().equals("!")) {
        changed.removeIf(mode -> !ALTERNATE_SCREEN.contains(mode));
        keypad = false;
      }
    } else {
      parameters.append((char) b);
    }
  }

  private void privateModes(boolean on) {
    for (String parameter : parameters.substring(1).split(";", 32)) {
      if (parameter.isEmpty()
          || parameter.length() > 5
          || !parameter.chars().allMatch(TerminalModes::isDigit)) {
        continue;
      }
      int mode = Integer.parseInt(parameter);
      if (!FOLLOWED.contains(mode)) {
        continue;
      }
      if (on == ON_AT_FIRST.contains(mode)) {
        changed.remove(mode);
      } else {
        changed.add(mode);
      }
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private void begin(Place begun) {
    place = begun;
    sequenceBytes = 0;
    continuationBytes = 0;
    parameters.setLength(0);
  }

  private static byte[] ascii(List<String> sequences) {
    return String.join("", sequences).getBytes(StandardCharsets.US_ASCII);
  }
}
