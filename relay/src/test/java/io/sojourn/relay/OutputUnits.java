package io.sojourn.relay;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Random terminal output made of units that may not be cut: characters and whole escape sequences.
 * Where one unit ends, the stream may be cut; nowhere else.
 */
final class OutputUnits {

  private static final String[] CHARACTERS = {
    "a", "Z", " ", "~", "\n", "\t", "é", "ß", "漢", "✓", "🙂", "\u2028"
  };
  private static final String[] BODIES = {"", "0;title", "1;2;✓", "漢字", "q", "{\"a\":[1]}"};
  private static final String ESC = "\u001b";

  private final Random random;

  OutputUnits(Random random) {
    this.random = random;
  }

  byte[] next() {
    return unit().getBytes(StandardCharsets.UTF_8);
  }

  private String unit() {
    return switch (random.nextInt(14)) {
      case 0 -> ESC + "[" + parameters() + pick("m", "H", "J", "h", "~");
      case 1 -> "\u009b" + parameters() + pick("m", "K");
      case 2 -> ESC + "]" + body() + "\u0007";
      case 3 -> ESC + pick("]", "P", "_", "^", "X") + body() + ESC + "\\";
      case 4 -> pick("\u009d", "\u0090", "\u0098", "\u009e", "\u009f") + body() + "\u009c";
      case 5 -> ESC + pick("(", ")", "*", "#", " ") + pick("B", "0", "8", "F");
      case 6 -> ESC + pick("7", "8", "=", ">", "c", "M", "D");
      case 7 -> ESC + pick("N", "O") + pick("a", "é", "漢");
      case 8 -> ESC + "[" + parameters() + pick("\u0018", "\u001a");
      default -> pick(CHARACTERS);
    };
  }

  private String parameters() {
    return pick("", "1", "?25", "38;5;196", "0;1;4", ">1", "2 ");
  }

  private String body() {
    return pick(BODIES).repeat(random.nextInt(4));
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }
}
