package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;

/**
 * What the mode of a file lets a user do (RFC 8881, 6.3.2.1). User 0 is root, and not squashed; who
 * shows no credential is nobody, a user like others.
 */
final class Permissions {

  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;

  private static final int EXECUTE_OF_ANYBODY = 0111;
  private static final int STICKY = 01000;

  private Permissions() {}

  static boolean isRoot(Principal who) {
    return who.flavor() == Principal.AUTH_SYS && who.uid() == 0;
  }

  static boolean isOwner(Principal who, Node node) {
    return who.uid() == node.owner();
  }

  static boolean isOwnerOrRoot(Principal who, Node node) {
    return isOwner(who, node) || isRoot(who);
  }

  /** Which of {@link #READ}, {@link #WRITE} and {@link #EXECUTE} somebody may. */
  static int of(Principal who, Node node) {
    if (isRoot(who)) {
      boolean runs = node.isDirectory() || (node.mode() & EXECUTE_OF_ANYBODY) != 0;
      return READ | WRITE | (runs ? EXECUTE : 0);
    }
    if (isOwner(who, node)) {
      return node.mode() >> 6 & 7;
    }
    if (who.isIn(node.group())) {
      return node.mode() >> 3 & 7;
    }
    return node.mode() & 7;
  }

  static boolean allow(Principal who, Node node, int what) {
    return (of(who, node) & what) == what;
  }

  static void require(Principal who, Node node, int what) throws NfsException {
    if (!allow(who, node, what)) {
      throw new NfsException(Status.ACCESS);
    }
  }

  /**
   * Refuses who may not read a file. Who may execute it may read it: a client reads what it
   * executes, and the server cannot tell the two apart (6.2.1.3.1).
   */
  static void requireRead(Principal who, Node node) throws NfsException {
    if ((of(who, node) & (READ | EXECUTE)) == 0) {
      throw new NfsException(Status.ACCESS);
    }
  }

  /** Refuses who may not take an entry out of a directory, which may be sticky. */
  static void requireRemove(Principal who, Node directory, Node entry) throws NfsException {
    require(who, directory, WRITE | EXECUTE);
    if ((directory.mode() & STICKY) != 0
        && !isOwnerOrRoot(who, directory)
        && !isOwner(who, entry)) {
      throw new NfsException(Status.ACCESS);
    }
  }
}
