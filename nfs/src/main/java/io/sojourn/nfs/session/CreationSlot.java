package io.sojourn.nfs.session;

import io.sojourn.channel.SlotTable;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/**
 * The one slot in which a client's CREATE_SESSIONs are numbered, and the last one kept for a retry
 * (RFC 8881, 18.36.4).
 *
 * @param sequence that of the last one, 0 to 2^32-1
 * @param fingerprint stands for the arguments and the principal of the last one
 * @param outcome what came of it; null before the first one, when a retry of the one "before" is
 *     answered as misordered, as the RFC contrives it
 */
public record CreationSlot(
    long sequence, long fingerprint, @Nullable CreateSessionOutcome outcome) {

  /** The sequence that the first CREATE_SESSION of a client has to carry. */
  public static final long FIRST = 1;

  /** That of a client that has sent none yet. */
  static CreationSlot unused() {
    return new CreationSlot(FIRST - 1, 0, null);
  }

  /** The sequence that the next new one has to carry. */
  public long next() {
    return sequence + 1 & SlotTable.SEQUENCE_MAX;
  }

  /**
   * What is known of a request without executing it; null if it is to be executed.
   *
   * <p>A retry is answered from the slot, refusals as well, whoever sends it: who may create a
   * session is looked at after the slot (phases 2 and 3). Only when the last one was refused and
   * this one has the same number, but other arguments or another sender, is it no retry: nothing
   * was done under that number, and the refusal of other arguments says nothing about these. So it
   * is executed in its place.
   */
  @Nullable CreateSessionOutcome recall(long asked, long askedFingerprint) {
    if (asked == next()) {
      return null;
    }
    if (asked != sequence || outcome == null) {
      return new CreateSessionOutcome.Refused(Status.SEQ_MISORDERED);
    }
    return switch (outcome) {
      case CreateSessionOutcome.Created created ->
          new CreateSessionOutcome.Created(created.result(), true);
      case CreateSessionOutcome.Refused refused -> askedFingerprint == fingerprint ? refused : null;
    };
  }

  static CreationSlot read(XdrReader from) throws XdrException {
    long sequence = from.readUnsigned();
    long fingerprint = from.readLong();
    CreateSessionOutcome outcome = null;
    if (from.readBoolean()) {
      int code = from.readInt();
      outcome =
          code == Status.OK.code()
              ? new CreateSessionOutcome.Created(CreateSessionResult.read(from), false)
              : new CreateSessionOutcome.Refused(status(code));
    }
    return new CreationSlot(sequence, fingerprint, outcome);
  }

  private static Status status(int code) throws XdrException {
    try {
      return Status.of(code);
    } catch (IllegalArgumentException e) {
      throw new XdrException("no status has the number " + code);
    }
  }

  void write(XdrWriter to) {
    to.writeInt((int) sequence);
    to.writeLong(fingerprint);
    to.writeBoolean(outcome != null);
    if (outcome != null) {
      switch (outcome) {
        case CreateSessionOutcome.Created created -> {
          to.writeInt(Status.OK.code());
          created.result().write(to);
        }
        case CreateSessionOutcome.Refused refused -> to.writeInt(refused.status().code());
      }
    }
  }
}
