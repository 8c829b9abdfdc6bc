package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/** RENAME: from a name in the saved directory to one in the current (RFC 8881, 18.26). */
final class RenameOperation implements TreeOperation {

  private final FileName oldName;
  private final FileName newName;

  private RenameOperation(FileName oldName, FileName newName) {
    this.oldName = oldName;
    this.newName = newName;
  }

  static TreeOperation read(XdrReader from) throws XdrException {
    return new RenameOperation(FileName.read(from), FileName.read(from));
  }

  @Override
  public void run(Tree tree, XdrWriter result) throws NfsException {
    Node target = tree.current();
    Node source = tree.saved();
    Types.requireDirectory(source);
    Types.requireDirectory(target);
    String from = oldName.text();
    String to = newName.text();
    Inode into = Types.requireChangeable(target);
    Inode outOf = Types.requireChangeable(source);
    if (outOf.fileId == into.fileId) {
      outOf = into; // one directory is one object, or one change of it would be lost
    }
    Types.requireChangeable(outOf, from);
    Types.requireChangeable(into, to);
    long sourceBefore = outOf.change;
    long targetBefore = into.change;
    move(tree, outOf, from, into, to);
    new ChangeInfo(sourceBefore, outOf.change).write(result);
    new ChangeInfo(targetBefore, into.change).write(result);
  }

  private static void move(Tree tree, Inode outOf, String from, Inode into, String to)
      throws NfsException {
    Permissions.require(tree.who(), outOf, Permissions.EXECUTE);
    Permissions.require(tree.who(), into, Permissions.EXECUTE);
    DirectoryEntry moved = tree.directories().find(outOf, from);
    if (moved == null) {
      throw new NfsException(Status.NOENT);
    }
    DirectoryEntry replaced = tree.directories().find(into, to);
    Inode file = tree.inodes().get(moved.fileId());
    if (replaced != null && replaced.fileId() == moved.fileId()) {
      return; // two names of one file, or the same name: nothing is to be done (18.26.3)
    }
    Inode victim = replaced == null ? null : tree.inodes().get(replaced.fileId());
    requireMayMove(tree, outOf, into, file, victim);
    Delegations.requireNoneOfOthers(tree, file);
    if (replaced != null && victim != null) {
      Delegations.requireNoneOfOthers(tree, victim);
      Links.take(tree, into, replaced, victim);
      Links.drop(tree, victim);
    }
    Links.take(tree, outOf, moved, file);
    Links.add(tree, into, to, file);
    file.touchAttributes(tree.now());
    tree.inodes().put(file);
  }

  private static void requireMayMove(
      Tree tree, Inode outOf, Inode into, Inode file, @Nullable Inode victim) throws NfsException {
    Permissions.requireRemove(tree.who(), outOf, file);
    Permissions.require(tree.who(), into, Permissions.WRITE | Permissions.EXECUTE);
    if (victim != null) {
      Permissions.requireRemove(tree.who(), into, victim);
      if (victim.isDirectory() != file.isDirectory() || victim.entries > 0) {
        throw new NfsException(Status.EXIST);
      }
    }
    if (file.isDirectory() && isWithin(tree, into, file)) {
      throw new NfsException(Status.INVAL);
    }
  }

  /** Whether a directory is the other one, or somewhere below it. */
  private static boolean isWithin(Tree tree, Inode directory, Inode above) {
    Inode at = directory;
    while (at.fileId != Inode.ROOT && at.fileId != above.fileId) {
      at = tree.inodes().get(at.parent);
    }
    return at.fileId == above.fileId;
  }
}
