package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The arguments of SEQUENCE (RFC 8881, 18.46.1). All numbers are 0 to 2^32-1.
 *
 * @param session the session
 * @param sequence numbers the requests on the slot
 * @param slot the slot
 * @param highestSlot the highest slot on which the client has a request
 * @param cacheThis whether the reply is to be kept for retries
 */
public record SequenceArguments(
    SessionKey session, long sequence, long slot, long highestSlot, boolean cacheThis) {

  /** How many bytes they have. */
  public static final int BYTES = SessionKey.BYTES + 16;

  /** Reads them. */
  public static SequenceArguments read(XdrReader from) throws XdrException {
    return new SequenceArguments(
        SessionKey.read(from),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readBoolean());
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    session.write(to);
    to.writeInt((int) sequence);
    to.writeInt((int) slot);
    to.writeInt((int) highestSlot);
    to.writeBoolean(cacheThis);
  }
}
