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

  /** 64 digits that stand for bytes of any length. */
  static String sha256(byte[] bytes) {
    try {
      return LOWER.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
