package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import org.jspecify.annotations.Nullable;

/** The operations that set, give out and remember the current filehandle. */
final class HandleOperations {

  private HandleOperations() {}

  /** PUTROOTFH and PUTPUBFH (RFC 8881, 18.21 and 18.20): both are the root. */
  static TreeOperation readPutRoot(XdrReader from) {
    return (tree, result) -> tree.moveTo(tree.root());
  }

  /**
   * PUTFH (RFC 8881, 18.19). The file of a session that ended may still be named, so that whoever
   * has it open can close it.
   */
  static TreeOperation readPut(XdrReader from) throws XdrException {
    byte[] bytes = from.readOpaque(FileHandle.PROTOCOL_BYTES_MAX);
    return (tree, result) -> {
      FileHandle handle = FileHandle.parse(bytes);
      if (!(handle instanceof FileHandle.Session)) {
        tree.node(handle);
      }
      tree.turn().setCurrentFileHandle(bytes);
    };
  }

  /** GETFH (RFC 8881, 18.8). */
  static TreeOperation readGet(XdrReader from) {
    return (tree, result) -> result.writeOpaque(required(tree.turn().currentFileHandle()));
  }

  /** SAVEFH (RFC 8881, 18.28). */
  static TreeOperation readSave(XdrReader from) {
    return (tree, result) -> {
      required(tree.turn().currentFileHandle());
      tree.turn().save();
    };
  }

  /** RESTOREFH (RFC 8881, 18.27). */
  static TreeOperation readRestore(XdrReader from) {
    return (tree, result) -> {
      required(tree.turn().savedFileHandle());
      tree.turn().restore();
    };
  }

  private static byte[] required(byte @Nullable [] handle) throws NfsException {
    if (handle == null) {
      throw new NfsException(Status.NOFILEHANDLE);
    }
    return handle;
  }
}
