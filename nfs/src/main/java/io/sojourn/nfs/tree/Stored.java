package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** Reads the values of the state's entries, which this server wrote itself. */
final class Stored {

  /** Reads one kind of value behind its version. */
  @FunctionalInterface
  interface Reader<T> {
    T read(XdrReader from) throws XdrException;
  }

  private Stored() {}

  /**
   * Reads a value.
   *
   * @throws IllegalStateException if it is of another version, or damaged
   */
  static <T> T decode(byte[] bytes, int version, Reader<T> reader) {
    XdrReader from = new XdrReader(bytes);
    try {
      int found = from.readInt();
      if (found != version) {
        throw new IllegalStateException("an entry of version " + found);
      }
      T value = reader.read(from);
      from.requireEnd();
      return value;
    } catch (XdrException e) {
      throw new IllegalStateException("an entry that cannot be read", e);
    }
  }
}
