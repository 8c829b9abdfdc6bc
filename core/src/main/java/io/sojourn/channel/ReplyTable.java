package io.sojourn.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A map from sequence to reply that makes no object per entry. */
final class ReplyTable {

  /*
   * Open addressing with linear probing, where the hash of a sequence is the sequence itself: the
   * usual client counts by one, so its replies lie side by side without a collision, as in a ring,
   * and yet any gaps are allowed. A null reply marks an empty place. At most half of the places are
   * taken, so a search always ends. Removal moves later entries of the same run back (Knuth, The Art
   * of Computer Programming, volume 3, 6.4, algorithm R): there are no tombstones. While every entry
   * is in its own place, as with the usual client, there is nothing to move and no run to walk.
   */

  private static final int PLACES_AT_FIRST = 8;

  /** A table of more places than this gives them back when it becomes empty. */
  private static final int PLACES_KEPT = 64;

  private static final long[] NO_NUMBERS = {};
  private static final byte[] @Nullable [] NO_REPLIES = {};

  private long[] sequences = NO_NUMBERS;
  private long[] fingerprints = NO_NUMBERS;
  private byte[] @Nullable [] replies = NO_REPLIES;
  private int size;
  private int displaced; // how many entries are not in the place that is their hash
  private long bytes;

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  /** The place of a sequence, or -1. */
  int find(long sequence) {
    if (size == 0) {
      return -1;
    }
    int at = place(sequence);
    return replies[at] == null ? -1 : at;
  }

  long fingerprintAt(int at) {
    return fingerprints[at];
  }

  byte[] replyAt(int at) {
    byte[] reply = replies[at];
    if (reply == null) {
      throw new IllegalStateException("no reply at place " + at);
    }
    return reply;
  }

  /** Adds a sequence that is not there yet. */
  void add(long sequence, long fingerprint, byte[] reply) {
    if (2 * (size + 1) > replies.length) {
      rebuild(Math.max(PLACES_AT_FIRST, 2 * replies.length), Long.MIN_VALUE);
    }
    int at = place(sequence);
    sequences[at] = sequence;
    fingerprints[at] = fingerprint;
    replies[at] = reply;
    size++;
    displaced += isDisplaced(at);
    bytes += reply.length;
  }

  /**
   * Removes every sequence from {@code low} (nothing is lower) up to, and without, {@code high}.
   */
  void removeBelow(long low, long high) {
    if (size == 0) {
      return;
    }
    if (high - low <= replies.length) {
      for (long sequence = low; sequence < high && size > 0; sequence++) {
        remove(sequence);
      }
    } else {
      rebuild(replies.length, high);
    }
    if (size == 0 && replies.length > PLACES_KEPT) {
      sequences = NO_NUMBERS;
      fingerprints = NO_NUMBERS;
      replies = NO_REPLIES;
    }
  }

  /** The sequences in ascending order. */
  long[] sorted() {
    long[] kept = new long[size];
    int n = 0;
    for (int i = 0; i < replies.length; i++) {
      if (replies[i] != null) {
        kept[n++] = sequences[i];
      }
    }
    Arrays.sort(kept);
    return kept;
  }

  /** The place of a sequence that is there, else the empty place where it would go. */
  private int place(long sequence) {
    int mask = replies.length - 1;
    int at = (int) sequence & mask;
    while (replies[at] != null && sequences[at] != sequence) {
      at = at + 1 & mask;
    }
    return at;
  }

  private int isDisplaced(int at) {
    return ((int) sequences[at] & (replies.length - 1)) == at ? 0 : 1;
  }

  private void remove(long sequence) {
    int mask = replies.length - 1;
    int hole = place(sequence);
    byte[] gone = replies[hole];
    if (gone == null) {
      return;
    }
    size--;
    bytes -= gone.length;
    displaced -= isDisplaced(hole);
    int at = hole;
    while (true) {
      replies[hole] = null;
      if (displaced == 0) {
        return;
      }
      int home;
      do {
        at = at + 1 & mask;
        if (replies[at] == null) {
          return;
        }
        home = (int) sequences[at] & mask;
        // An entry may move into the hole unless its home lies after the hole on the way to it.
      } while ((at - home & mask) < (at - hole & mask));
      displaced -= isDisplaced(at);
      sequences[hole] = sequences[at];
      fingerprints[hole] = fingerprints[at];
      replies[hole] = replies[at];
      displaced += isDisplaced(hole);
      hole = at;
    }
  }

  /** Moves all entries that are not below a mark to new arrays. */
  private void rebuild(int places, long lowest) {
    long[] oldSequences = sequences;
    long[] oldFingerprints = fingerprints;
    byte[] @Nullable [] oldReplies = replies;
    sequences = new long[places];
    fingerprints = new long[places];
    replies = new byte[places] @Nullable [];
    size = 0;
    displaced = 0;
    bytes = 0;
    for (int i = 0; i < oldReplies.length; i++) {
      byte[] reply = oldReplies[i];
      if (reply != null && oldSequences[i] >= lowest) {
        add(oldSequences[i], oldFingerprints[i], reply);
      }
    }
  }
}
