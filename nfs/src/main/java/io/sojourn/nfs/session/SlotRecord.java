package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * What is kept of a slot of a persistent session: its last request that had an effect or asked for
 * its reply to be kept (RFC 8881, 2.10.6.5).
 *
 * @param sequence that of the request, 0 to 2^32-1
 * @param fingerprint stands for its content and its principal, see {@link Fingerprint}
 * @param kept whether the reply is kept
 * @param reply the reply as it was sent, behind the RPC header; empty if it is not kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record SlotRecord(long sequence, long fingerprint, boolean kept, byte[] reply) {

  private static final int VERSION = 1;

  /** What a slot that is kept says of a request that is about to be executed. */
  public sealed interface Recalled {

    /** It was not executed: execute it. */
    record Unknown() implements Recalled {}

    /**
     * It was executed: answer with the same bytes.
     *
     * @param reply the bytes, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Replay(byte[] reply) implements Recalled {}

    /** It was executed and its reply was not kept (NFS4ERR_RETRY_UNCACHED_REP). */
    record ReplyNotKept() implements Recalled {}

    /** Another request has that sequence (NFS4ERR_SEQ_FALSE_RETRY). */
    record FalseRetry() implements Recalled {}

    /** Its sequence is behind that of the slot (NFS4ERR_SEQ_MISORDERED). */
    record Behind() implements Recalled {}
  }

  /**
   * Looks at a request once more at the moment of its execution. It may have been proposed twice,
   * over a change of leader; and requests between the last one kept and this one, which had no
   * effect, may be missing here: whatever is ahead by less than 2^31 is new. So is the first
   * request of all, since a slot that was retired and granted again may start over at 1; only its
   * {@link ForeChannel}, which let it through, knows that.
   *
   * @param from what {@link #write} wrote; the reply is read only if it is to be sent
   */
  public static Recalled recall(XdrReader from, long asked, long askedFingerprint)
      throws XdrException {
    requireVersion(from);
    long sequence = from.readUnsigned();
    if (asked != sequence) {
      from.skip(from.remaining());
      return asked == 1 || (int) (asked - sequence) > 0
          ? new Recalled.Unknown()
          : new Recalled.Behind();
    }
    SlotRecord known = readBehind(from, sequence);
    if (known.fingerprint != askedFingerprint) {
      return new Recalled.FalseRetry();
    }
    return known.kept ? new Recalled.Replay(known.reply) : new Recalled.ReplyNotKept();
  }

  /** Reads one as {@link #write} wrote it. */
  public static SlotRecord read(XdrReader from) throws XdrException {
    requireVersion(from);
    return readBehind(from, from.readUnsigned());
  }

  private static SlotRecord readBehind(XdrReader from, long sequence) throws XdrException {
    return new SlotRecord(
        sequence, from.readLong(), from.readBoolean(), from.readOpaque(from.remaining()));
  }

  /** Reads how long the reply is that {@link #write} wrote, and nothing else. */
  public static int readReplyLength(XdrReader from) throws XdrException {
    requireVersion(from);
    from.readUnsigned();
    from.readLong();
    from.readBoolean();
    int length = from.readCount(from.remaining());
    from.skip(from.remaining());
    return length;
  }

  private static void requireVersion(XdrReader from) throws XdrException {
    int version = from.readInt();
    if (version != VERSION) {
      throw new XdrException("a slot of version " + version);
    }
  }

  /** Writes it, behind the version of the form. */
  public void write(XdrWriter to) {
    to.writeInt(VERSION);
    to.writeInt((int) sequence);
    to.writeLong(fingerprint);
    to.writeBoolean(kept);
    to.writeOpaque(reply);
  }
}
