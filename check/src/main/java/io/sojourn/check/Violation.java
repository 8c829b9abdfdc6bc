package io.sojourn.check;

/** What a run did that no correct server does. The numbers are those of the oracles. */
public sealed interface Violation {

  /**
   * O1: a command took effect more than once.
   *
   * @param first when it should have been the only time
   * @param again the other time
   */
  record AppliedTwice(ExactlyOnce.Application first, ExactlyOnce.Application again)
      implements Violation {}

  /**
   * O2: a client was told that its command took effect, and it did not, or its effect was lost.
   *
   * @param acknowledgement what the client was told
   */
  record AcknowledgedButMissing(ExactlyOnce.Acknowledgement acknowledgement) implements Violation {}

  /**
   * O3: the client of a command was told something else than the command answered.
   *
   * @param acknowledgement what the client was told
   * @param expected what the command answered
   */
  record AnotherReply(ExactlyOnce.Acknowledgement acknowledgement, String expected)
      implements Violation {}

  /**
   * O4: a session's commands took effect in another order than they were numbered.
   *
   * @param higher the one that came first
   * @param lower the one that should have
   */
  record OutOfOrder(ExactlyOnce.Application higher, ExactlyOnce.Application lower)
      implements Violation {}

  /**
   * O6: a command took effect after its session had ended.
   *
   * @param application the command
   * @param endedAt where in the log the session had ended
   */
  record AppliedAfterEnd(ExactlyOnce.Application application, long endedAt) implements Violation {}

  /**
   * O10: the run shows nothing, since too little happened in it.
   *
   * @param what was counted
   * @param count how many there were
   * @param least how many there should have been
   */
  record Vacuous(String what, long count, long least) implements Violation {}
}
