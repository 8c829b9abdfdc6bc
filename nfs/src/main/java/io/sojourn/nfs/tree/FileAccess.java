package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;

/** Whether the bytes of a file may be read or written with a stateid (RFC 8881, 8.2.5 and 9.1). */
final class FileAccess {

  private FileAccess() {}

  static void requireRead(Tree tree, Node file, StateId asked) throws NfsException {
    if (!requireState(tree, file, asked, Shares.READ) || !Permissions.isOwner(tree.who(), file)) {
      Permissions.requireRead(tree.who(), file);
    }
  }

  static void requireWrite(Tree tree, Node file, StateId asked) throws NfsException {
    if (!requireState(tree, file, asked, Shares.WRITE) || !Permissions.isOwner(tree.who(), file)) {
      Permissions.require(tree.who(), file, Permissions.WRITE);
    }
  }

  /**
   * Looks at the stateid.
   *
   * @return whether the file was opened for it: the owner may go on then, whatever the mode is now
   */
  private static boolean requireState(Tree tree, Node file, StateId asked, int access)
      throws NfsException {
    StateId meant = StateIds.resolve(tree, asked);
    if (meant.isSpecial()) {
      requireUnshared(tree, file, meant.equals(StateId.BYPASS), access);
      return false;
    }
    Held held = StateIds.held(tree, meant);
    if (held.fileId() != file.fileId()) {
      throw new NfsException(Status.BAD_STATEID);
    }
    int allowed =
        switch (held) {
          case Held.Open open -> open.shares().access();
          case Held.Delegation delegation -> Shares.READ;
        };
    if ((allowed & access) == 0) {
      throw new NfsException(Status.OPENMODE);
    }
    return true;
  }

  /**
   * Without an open, nobody's open may deny it, unless its client's lease is over (8.4.3); reads
   * may ask to go past that (8.2.3).
   */
  private static void requireUnshared(Tree tree, Node file, boolean bypass, int access)
      throws NfsException {
    if (Grace.lasts(tree.turn().state(), tree.now())) {
      throw new NfsException(Status.GRACE);
    }
    boolean past = bypass && access == Shares.READ;
    if (past || !tree.held().holders(file.fileId()).denies(access)) {
      return;
    }
    for (Held.Open open : tree.held().opensOf(file.fileId())) {
      if (open.shares().denies(access)) {
        var unused = tree.givesWay(open);
      }
    }
    if (tree.held().holders(file.fileId()).denies(access)) {
      throw new NfsException(Status.LOCKED);
    }
    tree.requireStillThere(file);
  }
}
