package io.sojourn.channel;

/**
 * What a {@link SlotTable} says about a request named (slot, sequence). Only {@link Fresh} lets the
 * caller execute anything; every other decision leaves the table exactly as it was.
 *
 * <p>The NFSv4.1 status that belongs to each decision is named in its sentence; see RFC 8881,
 * sections 2.10.6.1 and 15.1.11.
 */
public sealed interface SlotDecision {

  /** The request was never seen: execute it, then complete or abandon its slot. */
  record Fresh() implements SlotDecision {
    static final Fresh INSTANCE = new Fresh();
  }

  /** The same request is being executed at this moment (NFS4ERR_DELAY). */
  record InProgress() implements SlotDecision {
    static final InProgress INSTANCE = new InProgress();
  }

  /**
   * The request was executed before: answer with the same bytes.
   *
   * @param reply the bytes given to {@code complete}; owned by the table, not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Replay(byte[] reply) implements SlotDecision {}

  /** The request was executed before and its reply was not kept (NFS4ERR_RETRY_UNCACHED_REP). */
  record ReplyNotKept() implements SlotDecision {
    static final ReplyNotKept INSTANCE = new ReplyNotKept();
  }

  /**
   * The sequence is neither that of the last request nor the one after it (NFS4ERR_SEQ_MISORDERED).
   *
   * @param expected the sequence after the last one known, 0 to 2^32-1
   */
  record Misordered(long expected) implements SlotDecision {}

  /**
   * No such slot (NFS4ERR_BADSLOT).
   *
   * @param highest the highest slot that may be used now
   */
  record BadSlot(int highest) implements SlotDecision {}

  /**
   * The client says that it uses a slot above all that it was ever granted (NFS4ERR_BAD_HIGH_SLOT).
   *
   * @param highest the highest slot that may be used now
   */
  record BadHighSlot(int highest) implements SlotDecision {}

  /** A sequence that was used before, now with another request (NFS4ERR_SEQ_FALSE_RETRY). */
  record FalseRetry() implements SlotDecision {
    static final FalseRetry INSTANCE = new FalseRetry();
  }
}
