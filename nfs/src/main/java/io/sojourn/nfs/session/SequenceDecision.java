package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;

/**
 * What a {@link ForeChannel} says of a compound that begins with SEQUENCE. Only {@link Execute}
 * takes the slot; every other decision leaves slot, sequence and kept reply exactly as they were.
 */
public sealed interface SequenceDecision {

  /**
   * The compound is new: execute it, then end its slot.
   *
   * @param result what SEQUENCE answers
   */
  record Execute(SequenceResult result) implements SequenceDecision {}

  /**
   * The compound was executed before: answer with the same bytes.
   *
   * @param reply the whole reply, behind the RPC header; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Replay(byte[] reply) implements SequenceDecision {}

  /**
   * The compound was executed before and its reply was not kept: SEQUENCE succeeds, and the
   * operation behind it is answered with NFS4ERR_RETRY_UNCACHED_REP (RFC 8881, 2.10.6.1.3).
   *
   * @param result what SEQUENCE answers
   */
  record ReplyNotKept(SequenceResult result) implements SequenceDecision {}

  /**
   * SEQUENCE itself fails.
   *
   * @param status with what
   */
  record Refused(Status status) implements SequenceDecision {}
}
