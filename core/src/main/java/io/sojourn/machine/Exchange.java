package io.sojourn.machine;

import io.sojourn.session.Outcome;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The two channels of sessions: one of the two ports through which doors reach the kernel.
 *
 * <p>Any thread may call; no method blocks. A stage completes on the kernel's writer thread after
 * the command is durable and applied, and never exceptionally: hop to a thread of your own before
 * doing work in a callback.
 */
public interface Exchange {

  /**
   * Submits a request. Done with {@link Reply.Executed} or {@link Reply.Failed}; sending it again
   * under the same number is safe after any outcome.
   */
  CompletionStage<Outcome<Reply>> request(Command.Request request);

  /** Takes a session over for a new connection. Done with {@link Reply.Attached}. */
  CompletionStage<Outcome<Reply>> attach(Command.Attach attach);

  /** Takes pushes off a session's queue. Done with {@link Reply.Acknowledged}. */
  CompletionStage<Outcome<Reply>> acknowledge(Command.Acknowledge acknowledgement);

  /**
   * Calls the listener, on the writer thread, for every push that is to be sent from now on. It
   * must return at once and not throw.
   */
  void subscribePushes(Consumer<Effect.Pushed> listener);
}
