package io.sojourn.connect;

import io.sojourn.channel.DeadLetters;
import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Leader;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The kernel's channels, but that the answer to a takeover comes as late as the test wants. */
final class LateAttach implements Exchange {

  private final Exchange kernel;
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  LateAttach(Exchange kernel) {
    this.kernel = kernel;
  }

  /** Takeovers happen, but are not answered any more. */
  void hold() {
    gate = new CompletableFuture<>();
  }

  /** Those that were held are answered. */
  void release() {
    gate.complete(null);
  }

  @Override
  public CompletionStage<Outcome<Reply>> attach(Command.Attach attach) {
    CompletableFuture<Void> held = gate;
    return kernel.attach(attach).thenCompose(reply -> held.thenApply(open -> reply));
  }

  @Override
  public CompletionStage<Outcome<Reply>> request(Command.Request request) {
    return kernel.request(request);
  }

  @Override
  public CompletionStage<Outcome<Reply>> acknowledge(Command.Acknowledge acknowledgement) {
    return kernel.acknowledge(acknowledgement);
  }

  @Override
  public CompletionStage<Outcome<Reply>> reject(Command.Reject rejection) {
    return kernel.reject(rejection);
  }

  @Override
  public CompletionStage<Outcome<Reply>> end(Command.EndSession end) {
    return kernel.end(end);
  }

  @Override
  public CompletionStage<Outcome<Reply>> keepAlive(Command.KeepAlive keepAlive) {
    return kernel.keepAlive(keepAlive);
  }

  @Override
  public CompletionStage<Outcome<Reply>> query(Query query) {
    return kernel.query(query);
  }

  @Override
  public CompletionStage<Outcome<Reply>> internal(Command.Internal command) {
    return kernel.internal(command);
  }

  @Override
  public CompletionStage<Outcome<Reply>> service(Command.Service command) {
    return kernel.service(command);
  }

  @Override
  public CompletionStage<Outcome<Reply>> ask(
      String service, byte[] query, Consistency consistency) {
    return kernel.ask(service, query, consistency);
  }

  @Override
  public CompletionStage<Outcome<DeadLetters>> deadLetters(SessionId id) {
    return kernel.deadLetters(id);
  }

  @Override
  public CompletionStage<Outcome<Reply>> clearDeadLetters(Command.ClearDeadLetters command) {
    return kernel.clearDeadLetters(command);
  }

  @Override
  public long appliedIndex() {
    return kernel.appliedIndex();
  }

  @Override
  public Optional<Leader> leader() {
    return kernel.leader();
  }

  @Override
  public void subscribePushes(Consumer<Effect.Pushed> listener) {
    kernel.subscribePushes(listener);
  }
}
