package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** The operations that read, compare and set attributes. */
final class AttributeOperations {

  private AttributeOperations() {}

  /** GETATTR (RFC 8881, 18.7). */
  static TreeOperation readGet(XdrReader from) throws XdrException {
    Bitmap asked = Bitmap.read(from);
    return (tree, result) -> {
      Node node = tree.current();
      Attributes.requireReadable(asked);
      Attributes.write(asked, node, tree, result);
    };
  }

  /** VERIFY (RFC 8881, 18.31). */
  static TreeOperation readVerify(XdrReader from) throws XdrException {
    return readComparison(from, false, Status.NOT_SAME);
  }

  /** NVERIFY (RFC 8881, 18.15). */
  static TreeOperation readNotVerify(XdrReader from) throws XdrException {
    return readComparison(from, true, Status.SAME);
  }

  private static TreeOperation readComparison(XdrReader from, boolean unwanted, Status otherwise)
      throws XdrException {
    AttributeList given = AttributeList.read(from);
    return (tree, result) -> {
      if (Attributes.match(given, tree.current(), tree) == unwanted) {
        throw new NfsException(otherwise);
      }
    };
  }

  /** SETATTR (RFC 8881, 18.30): all that is asked for, or nothing. */
  static TreeOperation readSet(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    AttributeList given = AttributeList.read(from);
    return (tree, result) -> {
      Node node = tree.current();
      NewAttributes wanted = Attributes.parse(given);
      Inode file = Types.requireChangeable(node);
      AttributeRules.requireMayChange(tree.who(), file, wanted);
      if (wanted.size != null) {
        if (file.type != FileType.REGULAR) {
          throw new NfsException(Status.WRONG_TYPE);
        }
        FileAccess.requireWrite(tree, file, stateId);
      }
      if (!wanted.mask.equals(Bitmap.EMPTY)) {
        Delegations.requireNoneOfOthers(tree, file);
        AttributeRules.apply(tree, file, wanted);
        file.touchAttributes(tree.now());
        tree.inodes().put(file);
      }
      wanted.mask.write(result);
    };
  }
}
