package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** ACCESS: what the user may do with a file (RFC 8881, 18.1). */
final class AccessOperation {

  private static final int READ = 0x01;
  private static final int LOOKUP = 0x02;
  private static final int MODIFY = 0x04;
  private static final int EXTEND = 0x08;
  private static final int DELETE = 0x10;
  private static final int EXECUTE = 0x20;
  private static final int ALL = READ | LOOKUP | MODIFY | EXTEND | DELETE | EXECUTE;

  private AccessOperation() {}

  static TreeOperation read(XdrReader from) throws XdrException {
    int asked = from.readInt();
    return (tree, result) -> {
      Node node = tree.current();
      if ((asked & ~ALL) != 0) {
        throw new NfsException(Status.INVAL);
      }
      int known = asked & (node.isDirectory() ? ALL & ~EXECUTE : ALL & ~(LOOKUP | DELETE));
      result.writeInt(known);
      result.writeInt(known & allowed(tree, node));
    };
  }

  private static int allowed(Tree tree, Node node) {
    int mode = Permissions.of(tree.who(), node);
    int allowed = 0;
    if ((mode & Permissions.READ) != 0) {
      allowed |= READ;
    }
    if ((mode & Permissions.EXECUTE) != 0) {
      allowed |= LOOKUP | EXECUTE;
    }
    if ((mode & Permissions.WRITE) != 0 && node instanceof Inode) {
      boolean deletes = (mode & Permissions.EXECUTE) != 0;
      allowed |= MODIFY | EXTEND | (deletes ? DELETE : 0);
    }
    return allowed;
  }
}
