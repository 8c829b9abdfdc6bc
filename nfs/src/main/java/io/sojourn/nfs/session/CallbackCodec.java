package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/** CB_COMPOUND of CB_SEQUENCE and one operation more, as XDR (RFC 8881, 20 and 20.9). */
final class CallbackCodec {

  private static final int CB_SEQUENCE = 11;
  private static final int MINOR_VERSION = 1;
  private static final int TAG_BYTES_MAX = 1024;
  private static final int CB_ILLEGAL = 10044;

  private CallbackCodec() {}

  /** What the client says. */
  sealed interface Answer {

    /**
     * CB_SEQUENCE failed.
     *
     * @param status with what
     */
    record SequenceFailed(Status status) implements Answer {}

    /**
     * CB_SEQUENCE succeeded.
     *
     * @param targetHighestSlot the highest slot that the client wants used
     * @param status of the operation behind it
     */
    record Done(long targetHighestSlot, Status status) implements Answer {}

    /** It is not an answer to this call. */
    record Nonsense() implements Answer {}
  }

  static byte[] encode(
      SessionKey session,
      long sequence,
      int slot,
      int highestSlot,
      List<ReferringCalls> referring,
      CallbackOperation operation) {
    XdrWriter to = new XdrWriter();
    to.writeText("");
    to.writeInt(MINOR_VERSION);
    to.writeInt(0); // callback_ident, of NFSv4.0 only
    to.writeInt(2);
    to.writeInt(CB_SEQUENCE);
    session.write(to);
    to.writeInt((int) sequence);
    to.writeInt(slot);
    to.writeInt(highestSlot);
    to.writeBoolean(false); // the reply need not be kept: what is asked for may be done twice
    to.writeInt(referring.size());
    referring.forEach(calls -> calls.write(to));
    to.writeInt(operation.number());
    operation.writeArguments(to);
    return to.toBytes();
  }

  static Answer decode(
      byte[] results, SessionKey session, long sequence, int slot, CallbackOperation operation) {
    try {
      return read(new XdrReader(results), session, sequence, slot, operation);
    } catch (XdrException | IllegalArgumentException e) { // the latter: no such status
      return new Answer.Nonsense();
    }
  }

  private static Answer read(
      XdrReader from, SessionKey session, long sequence, int slot, CallbackOperation operation)
      throws XdrException {
    Status status = Status.of(from.readInt());
    from.skipOpaque(TAG_BYTES_MAX);
    int count = from.readCount(2);
    if (count == 0) {
      return status == Status.OK ? new Answer.Nonsense() : new Answer.SequenceFailed(status);
    }
    if (from.readInt() != CB_SEQUENCE) {
      return new Answer.Nonsense();
    }
    Status sequenceStatus = Status.of(from.readInt());
    if (sequenceStatus != Status.OK) {
      return new Answer.SequenceFailed(sequenceStatus);
    }
    boolean echoed =
        SessionKey.read(from).equals(session)
            && from.readUnsigned() == sequence
            && from.readUnsigned() == slot;
    if (!echoed) {
      return new Answer.Nonsense();
    }
    from.readUnsigned(); // csr_highest_slotid: the slots that the client has, in use or not
    long target = from.readUnsigned();
    if (count == 1) {
      return status == Status.OK ? new Answer.Nonsense() : new Answer.Done(target, status);
    }
    int number = from.readInt();
    Status operationStatus = Status.of(from.readInt());
    boolean ours = number == operation.number() || number == CB_ILLEGAL;
    return ours ? new Answer.Done(target, operationStatus) : new Answer.Nonsense();
  }
}
