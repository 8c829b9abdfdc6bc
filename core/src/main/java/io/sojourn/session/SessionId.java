package io.sojourn.session;

/**
 * The public name of a session: 128 bits, drawn at random by the door that creates it.
 *
 * <p>The one text form is 32 lower-case hexadecimal digits. An id is not a secret: it appears in
 * lists, logs and audit trails. What proves that a bearer holds a session is its token.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record SessionId(long high, long low) implements Comparable<SessionId> {

  /** The number of characters of the text form. */
  public static final int TEXT_LENGTH = 32;

  /**
   * Reads the canonical text form.
   *
   * @throws IllegalArgumentException if the text is not exactly 32 lower-case hexadecimal digits
   */
  public static SessionId parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("a session id has 32 lower-case hexadecimal digits");
    }
    return new SessionId(parseHalf(text, 0), parseHalf(text, TEXT_LENGTH / 2));
  }

  private static long parseHalf(String text, int from) {
    long half = 0;
    for (int i = from; i < from + TEXT_LENGTH / 2; i++) {
      char c = text.charAt(i);
      int digit;
      if (c >= '0' && c <= '9') {
        digit = c - '0';
      } else if (c >= 'a' && c <= 'f') {
        digit = c - 'a' + 10;
      } else {
        throw new IllegalArgumentException("a session id has 32 lower-case hexadecimal digits");
      }
      half = half << 4 | digit;
    }
    return half;
  }

  /** Orders ids as unsigned 128-bit numbers, which is also the order of their text forms. */
  @Override
  public int compareTo(SessionId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The canonical text form: 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    char[] text = new char[TEXT_LENGTH];
    for (int i = 0; i < TEXT_LENGTH / 2; i++) {
      int shift = 60 - 4 * i;
      text[i] = Character.forDigit((int) (high >>> shift) & 0xf, 16);
      text[i + TEXT_LENGTH / 2] = Character.forDigit((int) (low >>> shift) & 0xf, 16);
    }
    return new String(text);
  }
}
