package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The result of a SEQUENCE that succeeded (RFC 8881, 18.46.2). All numbers are 0 to 2^32-1.
 *
 * @param session that of the arguments
 * @param sequence that of the arguments
 * @param slot that of the arguments
 * @param highestSlot the highest slot that the client may use
 * @param targetHighestSlot the highest slot that the client is asked to use
 * @param statusFlags of {@link SequenceStatus}
 */
public record SequenceResult(
    SessionKey session,
    long sequence,
    long slot,
    long highestSlot,
    long targetHighestSlot,
    int statusFlags) {

  /** How many bytes follow the status. */
  public static final int BYTES = SessionKey.BYTES + 20;

  /** The same with other status flags. */
  public SequenceResult withStatusFlags(int flags) {
    return new SequenceResult(session, sequence, slot, highestSlot, targetHighestSlot, flags);
  }

  /** Reads what follows the status. */
  public static SequenceResult read(XdrReader from) throws XdrException {
    return new SequenceResult(
        SessionKey.read(from),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readInt());
  }

  /** Writes what follows the status. */
  public void write(XdrWriter to) {
    session.write(to);
    to.writeInt((int) sequence);
    to.writeInt((int) slot);
    to.writeInt((int) highestSlot);
    to.writeInt((int) targetHighestSlot);
    to.writeInt(statusFlags);
  }
}
