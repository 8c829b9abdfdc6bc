package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.State;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * How long a client's state lives without a SEQUENCE (RFC 8881, 8.3), as the log says: what one
 * node is started with must not make its replies other than those of the others, nor a replay other
 * than the first time.
 */
public final class Lease {

  private static final String NAME = "g/lease";
  private static final int VERSION = 1;

  private Lease() {}

  /** Sets it from here on. */
  public static void set(ServiceState state, long millis) {
    XdrWriter to = new XdrWriter(12);
    to.writeInt(VERSION);
    to.writeLong(millis);
    state.put(NAME, to.toBytes());
  }

  /** The lease in milliseconds; 0 before the first start of a server. */
  public static long millis(State<byte[]> state) {
    byte[] kept = state.get(NAME);
    return kept == null ? 0 : Stored.decode(kept, VERSION, XdrReader::readLong);
  }

  /** The same in whole seconds, as the attribute lease_time tells it (5.8.1.11). */
  public static int seconds(State<byte[]> state) {
    return (int) (millis(state) / 1000);
  }
}
