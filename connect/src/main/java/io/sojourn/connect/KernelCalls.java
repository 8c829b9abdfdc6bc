package io.sojourn.connect;

import io.sojourn.machine.Command;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What one connection has asked the kernel: counts what is under way, and puts answers and refusals
 * into messages. Asked on the connection's event loop; answers come on the kernel's threads.
 */
final class KernelCalls {

  /** The sequence or the correlation of what has none. */
  static final long NONE = 0;

  private final Connect door;
  private final Connection connection;
  private final BiConsumer<Refusal, Answer> refused;
  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicInteger queries = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * What becomes of an answer of the kernel.
   *
   * @param sequence of the request, or {@link #NONE}
   * @param correlationId of the query, or {@link #NONE}
   * @param done is given the reply
   */
  record Answer(long sequence, long correlationId, Consumer<Reply> done) {}

  /**
   * Makes the calls of a connection, with nothing under way.
   *
   * @param refused is told what the kernel refuses, and says so to the client
   */
  KernelCalls(Connect door, Connection connection, BiConsumer<Refusal, Answer> refused) {
    this.door = door;
    this.connection = connection;
    this.refused = refused;
  }

  /** Whether another message may be taken. */
  boolean hasRoom() {
    ConnectLimits limits = door.limits();
    return commands.get() < limits.commands()
        && queries.get() < limits.queries()
        && bytes.get() < limits.commandBytes();
  }

  /** Whether everything is answered. */
  boolean isIdle() {
    return commands.get() == 0;
  }

  /**
   * Has an answer told.
   *
   * @param weight the bytes of what is asked
   */
  void ask(CompletionStage<Outcome<Reply>> asked, int weight, Answer answer) {
    begin(weight);
    var unused = asked.thenAccept(outcome -> end(outcome, weight, answer));
  }

  /** Submits a request of the session, and has its answer told. */
  void request(Command.Request request, Answer answer) {
    int weight = request.body().length;
    begin(weight);
    door.ground().exchange().request(request, outcome -> end(outcome, weight, answer));
  }

  private void begin(int weight) {
    commands.incrementAndGet();
    bytes.addAndGet(weight);
  }

  private void end(Outcome<Reply> outcome, int weight, Answer answer) {
    try {
      answered(outcome, answer);
    } finally {
      bytes.addAndGet(-weight);
      commands.decrementAndGet();
      connection.wake();
    }
  }

  private void answered(Outcome<Reply> outcome, Answer answer) {
    switch (outcome) {
      case Outcome.Done<Reply>(Reply reply) -> answer.done().accept(reply);
      case Outcome.Refused<Reply>(Refusal why) -> refused.accept(why, answer);
      case Outcome.Uncertain<Reply>(String detail) ->
          error(answer.sequence(), answer.correlationId(), Codes.UNCERTAIN, detail);
    }
  }

  /** Asks the state machine a question, for a connection of that epoch. */
  void query(SessionId id, long epoch, ClientMessage.Query m) {
    if (isTooLarge(m.payload())) {
      error(NONE, m.correlationId(), Codes.TOO_LARGE, tooLarge());
      return;
    }
    queries.incrementAndGet();
    CompletionStage<Outcome<Reply>> asked =
        door.ground()
            .exchange()
            .query(new Query(id, epoch, m.payload(), consistency(m.consistency()), m.minIndex()))
            .whenComplete((outcome, thrown) -> queries.decrementAndGet());
    ask(
        asked,
        m.payload().length,
        new Answer(NONE, m.correlationId(), reply -> read(m.correlationId(), reply)));
  }

  private void read(long correlationId, Reply reply) {
    switch (reply) {
      case Reply.Executed executed ->
          connection.send(
              new ServerMessage.QueryReply(
                  correlationId, executed.reply(), door.ground().exchange().appliedIndex()));
      case Reply.Failed failed -> failed(NONE, correlationId, failed);
      default -> throw new IllegalStateException("unexpected reply " + reply);
    }
  }

  private static io.sojourn.machine.Consistency consistency(Consistency asked) {
    return switch (asked) {
      case LINEARIZABLE -> io.sojourn.machine.Consistency.LINEARIZABLE;
      case SESSION -> io.sojourn.machine.Consistency.SESSION;
      case LOCAL -> io.sojourn.machine.Consistency.LOCAL;
    };
  }

  boolean isTooLarge(byte[] payload) {
    return payload.length > door.ground().limits().requestBytes();
  }

  String tooLarge() {
    return "A payload has at most " + door.ground().limits().requestBytes() + " bytes.";
  }

  /** Tells the client that the state machine threw. */
  void failed(long sequence, long correlationId, Reply.Failed failed) {
    error(
        sequence,
        correlationId,
        failed.isStateFull() ? Codes.STATE_FULL : Codes.FAILED,
        failed.isStateFull() ? "The state machine has no room for more." : failed.failure());
  }

  /** Tells the client that something was refused, failed, or is uncertain. */
  void error(long sequence, long correlationId, String code, String detail) {
    door.metrics().refused(code);
    connection.send(new ServerMessage.RequestError(sequence, correlationId, code, detail));
  }
}
