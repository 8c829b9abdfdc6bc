package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A command on its way through the log, and who waits for its reply.
 *
 * @param <T> what the caller is handed
 */
final class Proposal<T> {

  final Command command;
  final int weight;
  private final Function<Reply, T> answer;
  private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();

  Proposal(Command command, Function<Reply, T> answer) {
    this.command = command;
    this.weight = Weight.of(command);
    this.answer = answer;
  }

  CompletionStage<Outcome<T>> outcome() {
    return outcome;
  }

  void replied(Reply reply) {
    outcome.complete(
        reply instanceof Reply.Refused refused
            ? new Outcome.Refused<>(refused.why())
            : new Outcome.Done<>(answer.apply(reply)));
  }

  void refused(Refusal why) {
    outcome.complete(new Outcome.Refused<>(why));
  }

  void uncertain(String detail) {
    outcome.complete(new Outcome.Uncertain<>(detail));
  }
}
