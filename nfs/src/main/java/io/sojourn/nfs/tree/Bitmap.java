package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * A set of numbers of attributes (bitmap4; RFC 8881, 3.3 and 5).
 *
 * @param first numbers 0 to 31
 * @param second numbers 32 to 63
 * @param third numbers 64 to 95
 * @param hasMore whether there are numbers above 95: no attribute of ours is
 */
record Bitmap(int first, int second, int third, boolean hasMore) {

  static final Bitmap EMPTY = new Bitmap(0, 0, 0, false);

  /** How many bytes it has at most when it is written. */
  static final int BYTES_MAX = 16;

  private static final int WORDS_MAX = 64;

  static Bitmap of(int... numbers) {
    Bitmap all = EMPTY;
    for (int number : numbers) {
      all = all.with(number);
    }
    return all;
  }

  static Bitmap read(XdrReader from) throws XdrException {
    int words = from.readCount(WORDS_MAX);
    int[] known = new int[3];
    boolean more = false;
    for (int i = 0; i < words; i++) {
      int word = from.readInt();
      if (i < known.length) {
        known[i] = word;
      } else {
        more |= word != 0;
      }
    }
    return new Bitmap(known[0], known[1], known[2], more);
  }

  void write(XdrWriter to) {
    int words = third != 0 ? 3 : second != 0 ? 2 : first != 0 ? 1 : 0;
    to.writeInt(words);
    for (int i = 0; i < words; i++) {
      to.writeInt(word(i));
    }
  }

  private int word(int index) {
    return index == 0 ? first : index == 1 ? second : third;
  }

  boolean has(int number) {
    return (word(number / Integer.SIZE) & 1 << number % Integer.SIZE) != 0;
  }

  Bitmap with(int number) {
    int bit = 1 << number % Integer.SIZE;
    return switch (number / Integer.SIZE) {
      case 0 -> new Bitmap(first | bit, second, third, hasMore);
      case 1 -> new Bitmap(first, second | bit, third, hasMore);
      case 2 -> new Bitmap(first, second, third | bit, hasMore);
      default -> throw new IllegalArgumentException("no attribute " + number);
    };
  }

  /** What is in both. */
  Bitmap and(Bitmap other) {
    return new Bitmap(
        first & other.first, second & other.second, third & other.third, hasMore && other.hasMore);
  }

  /** Whether anything is in it that is not in the other. */
  boolean hasOtherThan(Bitmap other) {
    return (first & ~other.first) != 0
        || (second & ~other.second) != 0
        || (third & ~other.third) != 0
        || (hasMore && !other.hasMore);
  }

  boolean intersects(Bitmap other) {
    return !and(other).equals(EMPTY);
  }
}
