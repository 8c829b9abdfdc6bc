package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The time after a restart in which files are only opened by those who had them open before (RFC
 * 8881, 8.4.2.1). Kept in the state.
 */
public final class Grace {

  private static final String NAME = "g/grace";
  private static final int VERSION = 1;

  private Grace() {}

  /** Begins it, or moves its end. */
  public static void begin(ServiceState state, long endsAt) {
    XdrWriter to = new XdrWriter(12);
    to.writeInt(VERSION);
    to.writeLong(endsAt);
    state.put(NAME, to.toBytes());
  }

  /** Ends it before its time. */
  public static void end(ServiceState state) {
    state.remove(NAME);
  }

  /** Whether it lasts at that cluster time. */
  public static boolean lasts(ServiceState state, long now) {
    return now < endsAt(state);
  }

  /** When it ends, in cluster time; 0 if there is none. */
  public static long endsAt(ServiceState state) {
    byte[] kept = state.get(NAME);
    return kept == null ? 0 : Stored.decode(kept, VERSION, XdrReader::readLong);
  }
}
