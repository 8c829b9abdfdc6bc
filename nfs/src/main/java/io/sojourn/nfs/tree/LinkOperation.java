package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** LINK: gives the saved file one more name, in the current directory (RFC 8881, 18.9). */
final class LinkOperation {

  private LinkOperation() {}

  static TreeOperation read(XdrReader from) throws XdrException {
    FileName name = FileName.read(from);
    return (tree, result) -> {
      Node target = tree.current();
      Node source = tree.saved();
      Types.requireDirectory(target);
      if (source.isDirectory()) {
        throw new NfsException(Status.ISDIR);
      }
      String text = name.text();
      Inode directory = Types.requireChangeable(target);
      Inode file = Types.requireChangeable(source);
      requireMayLink(tree, directory, text, file);
      Delegations.requireNoneOfOthers(tree, file);
      ChangeInfo change = Links.add(tree, directory, text, file);
      file.links++;
      file.touchAttributes(tree.now());
      tree.inodes().put(file);
      change.write(result);
    };
  }

  private static void requireMayLink(Tree tree, Inode directory, String name, Inode file)
      throws NfsException {
    if (tree.find(directory, name) != null) {
      throw new NfsException(Status.EXIST);
    }
    Permissions.require(tree.who(), directory, Permissions.WRITE | Permissions.EXECUTE);
    if (file.links == 0) {
      throw new NfsException(Status.NOENT); // removed already, and only kept because it is open
    }
    if (file.links >= tree.settings().linksMax()) {
      throw new NfsException(Status.MLINK);
    }
  }
}
