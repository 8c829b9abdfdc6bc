package io.sojourn.nfs.machine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Numbers in names of entries: of fixed width, so that names sort as the numbers do. */
final class Hex {

  private static final HexFormat LOWER = HexFormat.of();

  private Hex() {}

  /** 16 digits. */
  static String of(long number) {
    return LOWER.toHexDigits(number);
  }

  /** 4 digits of a number below 2^16. */
  static String of4(int number) {
    return LOWER.toHexDigits((short) number);
  }

  /** The number of the last 16 digits of a name. */
  static long parse(String name) {
    return HexFormat.fromHexDigitsToLong(name, name.length() - 16, name.length());
  }

  /** 64 digits that stand for bytes of any length. */
  static String sha256(byte[] bytes) {
    try {
      return LOWER.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
