package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/**
 * REMOVE: takes a name out of a directory (RFC 8881, 18.25). An open file keeps its bytes until it
 * is closed.
 */
final class RemoveOperation {

  private RemoveOperation() {}

  static TreeOperation read(XdrReader from) throws XdrException {
    FileName name = FileName.read(from);
    return (tree, result) -> {
      Node node = tree.current();
      Types.requireDirectory(node);
      String text = name.text();
      Inode directory = Types.requireChangeable(node);
      Types.requireChangeable(directory, text);
      Permissions.require(tree.who(), directory, Permissions.EXECUTE);
      DirectoryEntry entry = tree.directories().find(directory, text);
      if (entry == null) {
        throw new NfsException(Status.NOENT);
      }
      Inode file = tree.inodes().get(entry.fileId());
      Permissions.requireRemove(tree.who(), directory, file);
      if (file.entries > 0) {
        throw new NfsException(Status.NOTEMPTY);
      }
      Delegations.requireNoneOfOthers(tree, file);
      ChangeInfo change = Links.take(tree, directory, entry, file);
      Links.drop(tree, file);
      change.write(result);
    };
  }
}
