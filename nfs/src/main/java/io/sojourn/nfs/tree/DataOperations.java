package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;

/** The operations on the bytes of files and the texts of links. */
final class DataOperations {

  private static final int UNSTABLE = 0;
  private static final int FILE_SYNC = 2;

  /** Never changes: what was written is in the log, and is not lost by a restart (18.32.3). */
  private static final long WRITE_VERIFIER = 1;

  private DataOperations() {}

  /** READ (RFC 8881, 18.22). */
  static TreeOperation readRead(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    long offset = from.readLong();
    long count = from.readUnsigned();
    return (tree, result) -> {
      Node file = tree.current();
      Types.requireRegular(file);
      FileAccess.requireRead(tree, file, stateId);
      boolean behind = offset < 0 || offset >= file.size(); // offsets have no sign
      long left = behind ? 0 : file.size() - offset;
      int read = (int) Math.min(Math.min(count, left), tree.settings().readBytesMax());
      result.writeBoolean(read == left);
      result.writeOpaque(bytes(tree, file, behind ? 0 : offset, read));
    };
  }

  private static byte[] bytes(Tree tree, Node file, long offset, int count) {
    return switch (file) {
      case Inode inode -> tree.data().read(inode.fileId, offset, count);
      case SessionFile session ->
          Arrays.copyOfRange(session.content(), (int) offset, (int) offset + count);
      case SessionsDirectory directory -> throw new IllegalStateException("has no bytes");
    };
  }

  /** WRITE (RFC 8881, 18.32): stable whatever the client asks, being an entry of the log. */
  static TreeOperation readWrite(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    long offset = from.readLong();
    int stable = from.readInt();
    if (stable < UNSTABLE || stable > FILE_SYNC) {
      throw new XdrException("no such way to write: " + stable);
    }
    byte[] bytes = from.readOpaque(from.remaining());
    return (tree, result) -> {
      Node node = tree.current();
      Types.requireRegular(node);
      Inode file = Types.requireChangeable(node);
      FileAccess.requireWrite(tree, file, stateId);
      int count = Math.min(bytes.length, tree.settings().writeBytesMax());
      if (count > 0) {
        write(tree, file, offset, Arrays.copyOf(bytes, count));
      }
      result.writeInt(count);
      result.writeInt(FILE_SYNC);
      result.writeLong(WRITE_VERIFIER);
    };
  }

  private static void write(Tree tree, Inode file, long offset, byte[] bytes) throws NfsException {
    if (offset < 0 || offset > tree.settings().fileBytesMax() - bytes.length) {
      throw new NfsException(Status.FBIG);
    }
    Delegations.requireNoneOfOthers(tree, file);
    tree.countBytes(file, tree.data().write(file.fileId, offset, bytes));
    file.size = Math.max(file.size, offset + bytes.length);
    AttributeRules.dropPrivileges(tree.who(), file);
    file.touchContent(tree.now());
    tree.inodes().put(file);
  }

  /** COMMIT (RFC 8881, 18.3): nothing is left to be done. */
  static TreeOperation readCommit(XdrReader from) throws XdrException {
    long offset = from.readLong();
    long count = from.readUnsigned();
    return (tree, result) -> {
      Types.requireRegular(tree.current());
      if (Long.compareUnsigned(offset + count, offset) < 0) {
        throw new NfsException(Status.INVAL);
      }
      result.writeLong(WRITE_VERIFIER);
    };
  }

  /** READLINK (RFC 8881, 18.24). */
  static TreeOperation readReadLink(XdrReader from) {
    return (tree, result) -> writeTarget(tree.current(), result);
  }

  private static void writeTarget(Node node, XdrWriter result) throws NfsException {
    if (!(node instanceof Inode link) || link.type != FileType.SYMBOLIC_LINK) {
      throw new NfsException(Status.WRONG_TYPE);
    }
    result.writeOpaque(link.target);
  }
}
