package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** The operations that go down and up in the tree. */
final class LookupOperations {

  private LookupOperations() {}

  /** LOOKUP (RFC 8881, 18.13). */
  static TreeOperation readLookup(XdrReader from) throws XdrException {
    FileName name = FileName.read(from);
    return (tree, result) -> {
      Node directory = tree.current();
      Types.requireDirectoryOnPath(directory);
      tree.moveTo(tree.lookup(directory, name.text()));
    };
  }

  /** LOOKUPP (RFC 8881, 18.14). */
  static TreeOperation readParent(XdrReader from) {
    return (tree, result) -> {
      Node directory = tree.current();
      Types.requireDirectoryOnPath(directory);
      Permissions.require(tree.who(), directory, Permissions.EXECUTE);
      tree.moveTo(parent(tree, directory));
    };
  }

  /** The directory that a directory is in; the root is in none. */
  static Node parent(Tree tree, Node directory) throws NfsException {
    if (!(directory instanceof Inode inode)) {
      return tree.root();
    }
    if (inode.fileId == Inode.ROOT) {
      throw new NfsException(Status.NOENT);
    }
    return tree.inodes().get(inode.parent);
  }
}
