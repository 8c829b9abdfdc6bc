package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * A moment, or a length of time (nfstime4; RFC 8881, 3.3.1).
 *
 * @param seconds since the epoch, negative before it
 * @param nanos of the second, 0 to 999,999,999
 */
record NfsTime(long seconds, int nanos) {

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  static NfsTime ofMillis(long millis) {
    return new NfsTime(
        Math.floorDiv(millis, 1000L), (int) Math.floorMod(millis, 1000L) * 1_000_000);
  }

  /** Reads what a client says: a second has no more nanoseconds than it has. */
  static NfsTime readFromClient(XdrReader from) throws XdrException, NfsException {
    NfsTime time = read(from);
    if (time.nanos < 0 || time.nanos >= NANOS_PER_SECOND) {
      throw new NfsException(Status.INVAL);
    }
    return time;
  }

  static NfsTime read(XdrReader from) throws XdrException {
    return new NfsTime(from.readLong(), from.readInt());
  }

  void write(XdrWriter to) {
    to.writeLong(seconds);
    to.writeInt(nanos);
  }
}
