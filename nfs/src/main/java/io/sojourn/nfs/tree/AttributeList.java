package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/**
 * Attributes and their values as a client sends them (fattr4; RFC 8881, 3.3.9), the values not
 * looked at yet.
 */
final class AttributeList {

  /** No attributes. */
  static final AttributeList EMPTY = new AttributeList(Bitmap.EMPTY, new byte[0]);

  private final Bitmap mask;
  private final byte[] values;

  private AttributeList(Bitmap mask, byte[] values) {
    this.mask = mask;
    this.values = values;
  }

  static AttributeList read(XdrReader from) throws XdrException {
    return new AttributeList(Bitmap.read(from), from.readOpaque(from.remaining()));
  }

  /** Which attributes it has. */
  Bitmap mask() {
    return mask;
  }

  /** The values, one behind the other in the order of the attributes' numbers. */
  byte[] values() {
    return values;
  }
}
