package io.sojourn.nfs.tree;

import org.jspecify.annotations.Nullable;

/**
 * The share modes in which one owner has a file open: every pair of access and deny that was asked
 * for and not given up (RFC 8881, 9.7).
 *
 * @param pairs a bit for each pair, {@code access * 4 + deny}
 */
record Shares(int pairs) {

  static final int READ = 1;
  static final int WRITE = 2;
  static final int BOTH = 3;

  private static final int PAIRS = 16;

  static Shares of(int access, int deny) {
    return new Shares(bit(access, deny));
  }

  private static int bit(int access, int deny) {
    return 1 << (access << 2 | deny);
  }

  Shares with(int access, int deny) {
    return new Shares(pairs | bit(access, deny));
  }

  /** Everything that may be done. */
  int access() {
    return unionWithin(BOTH, BOTH) >> 2;
  }

  /** Everything that others may not do. */
  int deny() {
    return unionWithin(BOTH, BOTH) & BOTH;
  }

  /** Whether others may not do any of that. */
  boolean denies(int access) {
    return (deny() & access) != 0;
  }

  /** The union of those pairs that ask for no more than this. */
  private int unionWithin(int access, int deny) {
    int union = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      if ((within(access, deny) & 1 << pair) != 0) {
        union |= pair;
      }
    }
    return union;
  }

  private int within(int access, int deny) {
    int within = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      boolean fits = (pair >> 2 & ~access) == 0 && (pair & BOTH & ~deny) == 0;
      if (fits && (pairs & 1 << pair) != 0) {
        within |= 1 << pair;
      }
    }
    return within;
  }

  /**
   * What is left when no more than this is wanted; null if it is not just what some of the opens
   * asked for together (18.18.3).
   */
  @Nullable Shares downgraded(int access, int deny) {
    return unionWithin(access, deny) == (access << 2 | deny)
        ? new Shares(within(access, deny))
        : null;
  }
}
