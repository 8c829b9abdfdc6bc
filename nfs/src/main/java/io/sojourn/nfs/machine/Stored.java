package io.sojourn.nfs.machine;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.function.Consumer;

/** Values of entries: written here, so that one which cannot be read is a broken state. */
final class Stored {

  /** Reads a value. */
  @FunctionalInterface
  interface Reader<T> {
    T read(XdrReader from) throws XdrException;
  }

  private Stored() {}

  static <T> T read(byte[] bytes, Reader<T> reader) {
    try {
      XdrReader from = new XdrReader(bytes);
      T value = reader.read(from);
      from.requireEnd();
      return value;
    } catch (XdrException e) {
      throw new IllegalStateException("an entry that cannot be read", e);
    }
  }

  static byte[] write(Consumer<XdrWriter> writer) {
    XdrWriter to = new XdrWriter();
    writer.accept(to);
    return to.toBytes();
  }
}
