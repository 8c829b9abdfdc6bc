package io.sojourn.session;

/**
 * The short text that a person types to join: letters and digits that cannot be mistaken for one
 * another. Case does not matter when typed; the canonical form is upper case.
 *
 * @param text the canonical form: {@value #MIN_LENGTH} to {@value #MAX_LENGTH} characters of
 *     {@value #ALPHABET}
 */
public record PairingCode(String text) {

  /** The 31 characters of a code: no 0, O, 1, I, L. */
  public static final String ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

  /** The usual length. */
  public static final int MIN_LENGTH = 6;

  /** The longest code; codes grow when so many are live that guessing would pay. */
  public static final int MAX_LENGTH = 12;

  /**
   * Accepts the canonical form only; see {@link #read} for what a person typed.
   *
   * @throws IllegalArgumentException if the text is not canonical
   */
  public PairingCode {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a code has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        throw new IllegalArgumentException("a code has no character '" + text.charAt(i) + "'");
      }
    }
  }

  /** What reading a typed code gives. */
  public sealed interface Reading {
    /**
     * It has the form of a code; whether it is live, only the machine knows.
     *
     * @param code the code
     */
    record WellFormed(PairingCode code) implements Reading {}

    /**
     * It cannot be a code.
     *
     * @param hint what to tell the person who typed it
     */
    record Malformed(String hint) implements Reading {}
  }

  /**
   * Reads what a person typed, in either case. Look-alikes are refused with a hint rather than
   * mapped: a silent guess could join the wrong session.
   */
  public static Reading read(String typed) {
    if (typed.length() < MIN_LENGTH || typed.length() > MAX_LENGTH) {
      return new Reading.Malformed(
          "A code has " + MIN_LENGTH + " to " + MAX_LENGTH + " letters and digits.");
    }
    char[] canonical = new char[typed.length()];
    for (int i = 0; i < canonical.length; i++) {
      char c = typed.charAt(i);
      char upper = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
      if (ALPHABET.indexOf(upper) < 0) {
        return new Reading.Malformed(hintFor(upper));
      }
      canonical[i] = upper;
    }
    return new Reading.WellFormed(new PairingCode(new String(canonical)));
  }

  private static String hintFor(char c) {
    return switch (c) {
      case '0', 'O' -> "Codes have no letter O and no digit 0: look again, it may be Q or D.";
      case '1', 'I', 'L' -> "Codes have no letters I and L and no digit 1: look again.";
      default -> "A code has only the letters A to Z and the digits 2 to 9.";
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
