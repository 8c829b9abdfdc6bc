package io.sojourn.channel;

import java.util.ArrayList;
import java.util.List;

/**
 * The pushes of a session that died, the oldest first: bounded, so that the oldest fall out and are
 * only counted. Immutable.
 *
 * @param forgotten how many fell out
 * @param letters those that are kept
 */
public record DeadLetters(long forgotten, List<DeadLetter> letters) {

  /** No letters. */
  public static final DeadLetters NONE = new DeadLetters(0, List.of());

  /** Copies the list. */
  public DeadLetters {
    letters = List.copyOf(letters);
    if (forgotten < 0) {
      throw new IllegalArgumentException("fewer than no letters were forgotten");
    }
  }

  /**
   * These and one more, without the oldest ones that leave no room for it.
   *
   * @param lettersMax how many are kept, at least 1
   * @param bytesMax how long their payloads are together; the new one is kept in any case
   */
  public DeadLetters plus(DeadLetter letter, int lettersMax, long bytesMax) {
    List<DeadLetter> kept = new ArrayList<>(letters);
    kept.add(letter);
    long bytes = kept.stream().mapToLong(one -> one.payload().length).sum();
    int out = 0;
    while (kept.size() - out > 1 && (kept.size() - out > lettersMax || bytes > bytesMax)) {
      bytes -= kept.get(out).payload().length;
      out++;
    }
    return new DeadLetters(forgotten + out, kept.subList(out, kept.size()));
  }
}
