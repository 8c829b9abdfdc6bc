package io.sojourn.nfs.protocol;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * Names a piece of state of a client, such as an open file (stateid4; RFC 8881, 8.2).
 *
 * @param seqid counts the changes of it, 0 to 2^32-1; 0 stands for the newest
 * @param high the first four bytes of the rest
 * @param low the other eight bytes
 */
public record StateId(int seqid, int high, long low) {

  /** All zero: nobody's state (8.2.3). */
  public static final StateId ANONYMOUS = new StateId(0, 0, 0);

  /** All one: reads past every share reservation (8.2.3). */
  public static final StateId BYPASS = new StateId(-1, -1, -1);

  /** One and then zero: the one that an operation before left behind (8.2.3, 16.2.3.1.2). */
  public static final StateId CURRENT = new StateId(1, 0, 0);

  /** The greatest number and then zero: one that is never good (8.2.3). */
  public static final StateId INVALID = new StateId(-1, 0, 0);

  /** Reads one. */
  public static StateId read(XdrReader from) throws XdrException {
    return new StateId(from.readInt(), from.readInt(), from.readLong());
  }

  /** Writes it. */
  public void write(XdrWriter to) {
    to.writeInt(seqid);
    to.writeInt(high);
    to.writeLong(low);
  }

  /** Whether it is one of the special ones. */
  public boolean isSpecial() {
    return (high == 0 && low == 0) || (high == -1 && low == -1);
  }
}
