package io.sojourn.nfs.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection whose answers are in the test's hands. */
final class TestConnection implements CallbackConnection {

  record Waiting(CallbackCall call, CompletableFuture<CallbackReply> reply) {}

  final Deque<Waiting> waiting = new ArrayDeque<>();
  final List<CallbackCall> calls = new ArrayList<>();

  @Override
  public CompletionStage<CallbackReply> call(CallbackCall call) {
    CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
    calls.add(call);
    waiting.add(new Waiting(call, reply));
    return reply;
  }

  /** Lets the client answer the call that waits for the longest time. */
  void deliver(CallbackClient client) {
    Waiting next = waiting.remove();
    next.reply().complete(new CallbackReply.Answered(client.answer(next.call().arguments())));
  }

  /** Lets the client see the call and loses the answer. */
  void loseAnswer(CallbackClient client) {
    Waiting next = waiting.remove();
    client.answer(next.call().arguments());
    next.reply().complete(new CallbackReply.NoAnswer());
  }

  void reply(CallbackReply reply) {
    waiting.remove().reply().complete(reply);
  }
}
