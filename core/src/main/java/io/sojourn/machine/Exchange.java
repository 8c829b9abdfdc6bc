package io.sojourn.machine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.session.Outcome;
import io.sojourn.session.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The two channels of sessions: one of the two ports through which doors reach the kernel.
 *
 * <p>Any thread may call; no method blocks. A stage completes on the thread that applies the log,
 * after the command is durable and applied, and never exceptionally: hop to a thread of your own
 * before doing work in a callback. That of a query may complete at once.
 */
public interface Exchange {

  /**
   * Submits a request. Done with {@link Reply.Executed} or {@link Reply.Failed}; sending it again
   * under the same number is safe after any outcome.
   */
  CompletionStage<Outcome<Reply>> request(Command.Request request);

  /**
   * The same for who submits very many, without a stage for each.
   *
   * @param told is told the outcome once, on the thread on which the stage would complete; or
   *     before this returns, if the request is refused before it reaches the log. It must return at
   *     once and not throw
   */
  default void request(Command.Request request, Consumer<Outcome<Reply>> told) {
    var unused = request(request).thenAccept(told);
  }

  /** Takes a session over for a new connection. Done with {@link Reply.Attached}. */
  CompletionStage<Outcome<Reply>> attach(Command.Attach attach);

  /** Takes pushes off a session's queue. Done with {@link Reply.Acknowledged}. */
  CompletionStage<Outcome<Reply>> acknowledge(Command.Acknowledge acknowledgement);

  /** Takes one push off a session's queue unprocessed. Done with {@link Reply.Rejected}. */
  CompletionStage<Outcome<Reply>> reject(Command.Reject rejection);

  /**
   * Ends a session, if the connection that asks still holds it. Done with {@link Reply.SessionIs}.
   */
  CompletionStage<Outcome<Reply>> end(Command.EndSession end);

  /** Renews a session's lease. Done with {@link Reply.SessionIs}. */
  CompletionStage<Outcome<Reply>> keepAlive(Command.KeepAlive keepAlive);

  /**
   * Asks the user's state machine without writing to the log. Done with {@link Reply.Executed} or
   * {@link Reply.Failed}. What is applied here when the stage completes, see {@link #appliedIndex},
   * is no older than the state that was read.
   */
  CompletionStage<Outcome<Reply>> query(Query query);

  /**
   * Submits a command that no session sends. Done with {@link Reply.Executed} or {@link
   * Reply.Failed}; sending it again under the same id is safe after any outcome, as long as fewer
   * than {@link io.sojourn.session.Limits#internalCommands} others were executed meanwhile.
   */
  CompletionStage<Outcome<Reply>> internal(Command.Internal command);

  /**
   * Submits a command of a service of this program. Done with {@link Reply.Executed}, or with
   * {@link Reply.Failed} if the service threw and has written nothing. It is executed as often as
   * it is submitted: only the service can tell a retry.
   *
   * <p>Refused if the service is not here or the body is longer than {@link
   * io.sojourn.session.Limits#serviceBodyBytes}.
   */
  CompletionStage<Outcome<Reply>> service(Command.Service command);

  /**
   * Asks a service of this program without writing to the log. Done with {@link Reply.Executed} or
   * {@link Reply.Failed}; refused as {@link #service} is.
   *
   * @param service its name
   * @param query what it is given; handed over, and bounded as a command is
   * @param consistency how new the state must be; {@link Consistency#SESSION} is the same as {@link
   *     Consistency#LOCAL} here, since no session asks
   */
  CompletionStage<Outcome<Reply>> ask(String service, byte[] query, Consistency consistency);

  /**
   * The dead letters of a session as they are on this node. Refused if there is no such session.
   */
  CompletionStage<Outcome<DeadLetters>> deadLetters(SessionId id);

  /** Throws a session's dead letters away. Done with {@link Reply.DeadLettersCleared}. */
  CompletionStage<Outcome<Reply>> clearDeadLetters(Command.ClearDeadLetters command);

  /** The index of the last entry applied on this node; 0 before the first. */
  long appliedIndex();

  /** Who leads, as far as this node knows. */
  Optional<Leader> leader();

  /**
   * Calls the listener, on the thread that applies the log, for every push that this node, being
   * the leader, is to send from now on. It must return at once and not throw.
   */
  void subscribePushes(Consumer<Effect.Pushed> listener);
}
