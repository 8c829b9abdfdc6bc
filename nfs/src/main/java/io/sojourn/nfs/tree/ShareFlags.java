package io.sojourn.nfs.tree;

/** The flags in an OPEN's share_access and share_deny (RFC 8881, 18.16.1). */
final class ShareFlags {

  static final int WANT_MASK = 0xff00;
  static final int WANT_NOTHING_SAID = 0x0000;
  static final int WANT_READ = 0x0100;
  static final int WANT_WRITE = 0x0200;
  static final int WANT_ANY = 0x0300;
  static final int WANT_NONE = 0x0400;
  static final int WANT_CANCEL = 0x0500;

  /** Told later when a delegation could be had: we accept the wish and never tell (18.16.3). */
  private static final int WANT_LATER = 0x30000;

  private ShareFlags() {}

  /** Whether every bit is one that the protocol knows, and access is asked for at all. */
  static boolean areGood(int access, int deny) {
    return access(access) != 0
        && (access & ~(Shares.BOTH | WANT_MASK | WANT_LATER)) == 0
        && (access & WANT_MASK) <= WANT_CANCEL
        && (deny & ~Shares.BOTH) == 0;
  }

  /** The modes of access in it. */
  static int access(int flags) {
    return flags & Shares.BOTH;
  }

  /** What is said of delegations in it. */
  static int want(int flags) {
    return flags & WANT_MASK;
  }
}
