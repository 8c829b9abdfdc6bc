package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** Whether and how an OPEN makes the file (openflag4; RFC 8881, 18.16.1). */
sealed interface OpenHow {

  /** It has to be there. */
  record NoCreate() implements OpenHow {}

  /** It is made unless it is there. */
  record Unchecked(AttributeList attributes) implements OpenHow {}

  /** It is made, and must not be there. */
  record Guarded(AttributeList attributes) implements OpenHow {}

  /**
   * It is made, and must not be there unless it was made by the same request before.
   *
   * @param verifier names the request
   * @param attributes what it is made with; empty in the older form
   */
  record Exclusive(long verifier, AttributeList attributes) implements OpenHow {}

  /** Reads one. */
  static OpenHow read(XdrReader from) throws XdrException {
    int type = from.readInt();
    if (type == 0) {
      return new NoCreate();
    }
    if (type != 1) {
      throw new XdrException("no such type of open: " + type);
    }
    int mode = from.readInt();
    return switch (mode) {
      case 0 -> new Unchecked(AttributeList.read(from));
      case 1 -> new Guarded(AttributeList.read(from));
      case 2 -> new Exclusive(from.readLong(), AttributeList.EMPTY);
      case 3 -> new Exclusive(from.readLong(), AttributeList.read(from));
      default -> throw new XdrException("no such mode of creation: " + mode);
    };
  }
}
