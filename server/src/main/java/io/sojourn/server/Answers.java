package io.sojourn.server;

import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the kernel's answer and puts its refusals into the terms of HTTP. */
final class Answers {

  private static final long PATIENCE_SECONDS = 10;

  private Answers() {}

  /**
   * Waits for what was asked.
   *
   * @throws ProblemException if it was refused, or if its outcome is not known
   */
  static <T> T done(CompletionStage<Outcome<T>> asked) {
    return expectDone(outcome(asked));
  }

  /**
   * The value of what was done.
   *
   * @throws ProblemException if it was refused, or if its outcome is not known
   */
  static <T> T expectDone(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.value();
      case Outcome.Refused<T> refused -> throw problem(refused.why()).asException();
      case Outcome.Uncertain<T> uncertain -> throw unknown(uncertain.detail()).asException();
    };
  }

  /** Waits for what was asked; what did not come in time is uncertain. */
  static <T> Outcome<T> outcome(CompletionStage<Outcome<T>> asked) {
    try {
      return asked.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Outcome.Uncertain<>("The change was not confirmed in time.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Uncertain<>("The server is stopping.");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the kernel answers with values only", e);
    }
  }

  static Problem problem(Refusal why) {
    Problem problem = Problem.of(type(why.code()), why.message());
    if (why.state() != null) {
      problem = problem.with("state", why.state().label());
    }
    return why.code() == Refusal.Code.UNAVAILABLE
        ? problem.withHeader("Retry-After", "1")
        : problem;
  }

  private static ProblemType type(Refusal.Code code) {
    return switch (code) {
      case SESSION_UNKNOWN -> ProblemType.SESSION_UNKNOWN;
      case SESSION_DEAD -> ProblemType.SESSION_DEAD;
      case ILLEGAL_TRANSITION -> ProblemType.ILLEGAL_TRANSITION;
      case VERSION_MISMATCH -> ProblemType.VERSION_MISMATCH;
      case LIMIT_EXCEEDED -> ProblemType.LIMIT_EXCEEDED;
      case UNAVAILABLE -> ProblemType.UNAVAILABLE;
      case NOT_ADMITTED -> ProblemType.NOT_ADMITTED;
      case STATE_FULL -> ProblemType.STATE_FULL;
      case NOT_LEADER -> ProblemType.NOT_LEADER;
      case SESSION_EXISTS,
          SESSION_NOT_ACTIVE,
          TOKEN_INVALID,
          CODE_INVALID,
          CODE_TAKEN,
          FENCED,
          REPLY_EVICTED,
          FALSE_RETRY,
          OUT_OF_ORDER,
          SEQUENCE_AHEAD,
          WINDOW_FULL,
          PUSH_QUEUE_FULL,
          ACK_UNKNOWN,
          INVALID,
          NO_STATE_MACHINE,
          COMMAND_UNREADABLE,
          QUERY_REFUSED ->
          throw new IllegalStateException("no HTTP request is refused with " + code);
    };
  }

  private static Problem unknown(String detail) {
    return Problem.of(
            ProblemType.OUTCOME_UNKNOWN,
            "The change may or may not have been made. Read before trying again. Reason: " + detail)
        .withHeader("Retry-After", "1");
  }
}
