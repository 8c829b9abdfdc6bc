package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The operations that tell how a client is to show who it is: the same everywhere in the tree. They
 * consume the current filehandle (RFC 8881, 2.6.3.1.1.8).
 */
final class SecurityOperations {

  private static final int CURRENT = 0;
  private static final int PARENT = 1;

  private SecurityOperations() {}

  /** SECINFO (RFC 8881, 18.29). */
  static TreeOperation readNamed(XdrReader from) throws XdrException {
    FileName name = FileName.read(from);
    return (tree, result) -> {
      Node directory = tree.current();
      Types.requireDirectory(directory);
      tree.lookup(directory, name.text());
      answer(tree, result);
    };
  }

  /** SECINFO_NO_NAME (RFC 8881, 18.45). */
  static TreeOperation readUnnamed(XdrReader from) throws XdrException {
    int style = from.readInt();
    if (style != CURRENT && style != PARENT) {
      throw new XdrException("no such style: " + style);
    }
    return (tree, result) -> {
      Node node = tree.current();
      if (style == PARENT) {
        Types.requireDirectory(node);
        LookupOperations.parent(tree, node);
      }
      answer(tree, result);
    };
  }

  private static void answer(Tree tree, XdrWriter result) {
    tree.turn().clearCurrentFileHandle();
    result.writeInt(2);
    result.writeInt(Principal.AUTH_SYS);
    result.writeInt(Principal.AUTH_NONE);
  }
}
