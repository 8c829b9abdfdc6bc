package io.sojourn.nfs.machine;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The slot by which a compound came, as the door has decided about its SEQUENCE already.
 *
 * @param session the session
 * @param slot 0 up to the highest of the session
 * @param sequence of the request, 0 to 2^32-1
 * @param fingerprint stands for the request's content and principal
 * @param cacheThis whether the client wants its reply kept (sa_cachethis)
 * @param result what follows the status OK in the result of SEQUENCE
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record SlotUse(
    SessionKey session,
    int slot,
    int sequence,
    long fingerprint,
    boolean cacheThis,
    byte[] result) {

  static SlotUse read(XdrReader from) throws XdrException {
    return new SlotUse(
        SessionKey.read(from),
        from.readInt(),
        from.readInt(),
        from.readLong(),
        from.readBoolean(),
        from.readFixed(SequenceResult.BYTES));
  }

  void write(XdrWriter to) {
    session.write(to);
    to.writeInt(slot);
    to.writeInt(sequence);
    to.writeLong(fingerprint);
    to.writeBoolean(cacheThis);
    to.writeFixed(result);
  }
}
