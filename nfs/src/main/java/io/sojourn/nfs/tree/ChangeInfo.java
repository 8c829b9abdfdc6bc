package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrWriter;

/**
 * How a directory changed (change_info4; RFC 8881, 3.3.6): always as one step with the operation.
 *
 * @param before the change attribute before
 * @param after the change attribute after
 */
record ChangeInfo(long before, long after) {

  /** How many bytes it has. */
  static final int BYTES = 20;

  void write(XdrWriter to) {
    to.writeBoolean(true);
    to.writeLong(before);
    to.writeLong(after);
  }
}
