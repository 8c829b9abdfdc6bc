package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/** One operation on the file tree, its arguments read. */
@FunctionalInterface
interface TreeOperation {

  /** Does it, as {@link io.sojourn.nfs.compound.Operation#run} says. */
  void run(Tree tree, XdrWriter result) throws NfsException;

  /** Reads the arguments of an operation. */
  @FunctionalInterface
  interface Reader {
    TreeOperation read(XdrReader arguments) throws XdrException;
  }
}
