package io.sojourn.nfs.session;

/** What came of a call to a client's callback program. */
public sealed interface CallbackReply {

  /**
   * The program answered.
   *
   * @param results encoded
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Answered(byte[] results) implements CallbackReply {}

  /** Not a byte of the call was sent: the client cannot have seen it. */
  record NotWritten() implements CallbackReply {}

  /** The call was sent, in part at least, and no answer came in time. */
  record NoAnswer() implements CallbackReply {}

  /** The client does not take such calls: no such program, or not with that credential. */
  record Rejected() implements CallbackReply {}
}
