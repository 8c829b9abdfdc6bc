package io.sojourn.session;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a session's token. The token itself (256 random bits) is shown to its bearer once
 * and never stored; the machine only ever sees this.
 */
public final class TokenHash {

  /** The length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] hash;

  /**
   * Wraps a copy of the given hash.
   *
   * @throws IllegalArgumentException if it is not 32 bytes long
   */
  public TokenHash(byte[] hash) {
    if (hash.length != LENGTH) {
      throw new IllegalArgumentException("a token hash has " + LENGTH + " bytes");
    }
    this.hash = hash.clone();
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return hash.clone();
  }

  /** Compares in a time that does not depend on where the two differ. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TokenHash that)) {
      return false;
    }
    int difference = 0;
    for (int i = 0; i < LENGTH; i++) {
      difference |= hash[i] ^ that.hash[i];
    }
    return difference == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** The first four bytes only: enough to tell hashes apart in a log, useless to a thief. */
  @Override
  public String toString() {
    return "TokenHash[" + HexFormat.of().formatHex(hash, 0, 4) + "…]";
  }
}
