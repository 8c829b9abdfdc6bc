package io.sojourn.relay;

import io.sojourn.session.PairingCode;
import java.security.SecureRandom;

/**
 * Draws codes, just long enough that a guess is right at most once in {@code guessOdds} guesses,
 * however many codes are live. Thread-safe.
 */
final class CodeDraw {

  private final SecureRandom random;
  private final long guessOdds;

  CodeDraw(SecureRandom random, long guessOdds) {
    this.random = random;
    this.guessOdds = guessOdds;
  }

  /** How long a code must be when so many others are live. */
  int lengthFor(long liveCodes) {
    int length = PairingCode.MIN_LENGTH;
    double codes = Math.pow(PairingCode.ALPHABET.length(), length);
    while (length < PairingCode.MAX_LENGTH && codes < (liveCodes + 1.0) * guessOdds) {
      length++;
      codes *= PairingCode.ALPHABET.length();
    }
    return length;
  }

  /** One code of that length, all equally likely. */
  PairingCode draw(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(PairingCode.ALPHABET.charAt(random.nextInt(PairingCode.ALPHABET.length())));
    }
    return new PairingCode(text.toString());
  }
}
