package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of files that this server knows (RFC 8881, 5).
 *
 * @param number of it
 * @param getter writes its value; null if it can only be set
 * @param setter reads a value for it; null if it can only be read
 */
record Attribute(int number, @Nullable Getter getter, @Nullable Setter setter) {

  /** Writes the value that a file has. */
  @FunctionalInterface
  interface Getter {
    void write(Node node, Tree tree, XdrWriter to);
  }

  /** Reads a value that a client sets. */
  @FunctionalInterface
  interface Setter {
    void read(XdrReader from, NewAttributes into) throws XdrException, NfsException;
  }

  static Attribute readOnly(int number, Getter getter) {
    return new Attribute(number, getter, null);
  }

  static Attribute writeOnly(int number, Setter setter) {
    return new Attribute(number, null, setter);
  }
}
