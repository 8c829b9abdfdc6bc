package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way of a command to the writer: screened, encoded and queued, or refused at once. */
final class Intake {

  private final Screening screening;
  private final Writer writer;
  private final ProposalQueue queue;
  private final Tally tally;
  private volatile boolean closed;

  Intake(Screening screening, Writer writer, ProposalQueue queue, Tally tally) {
    this.screening = screening;
    this.writer = writer;
    this.queue = queue;
    this.tally = tally;
  }

  /** Takes nothing from now on. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Submits a command; the stage completes as {@link #submit(Command, Function, Consumer)} says.
   */
  <T> CompletionStage<Outcome<T>> submit(Command command, Function<Reply, T> answer) {
    CompletableFuture<Outcome<T>> stage = new CompletableFuture<>();
    submit(command, answer, stage::complete);
    return stage;
  }

  /**
   * Submits a command.
   *
   * @param told is told once: by the thread that applies, or by this one if it is refused here
   */
  <T> void submit(Command command, Function<Reply, T> answer, Consumer<Outcome<T>> told) {
    Refusal why = refuse(command);
    if (why == null) {
      why = offer(new Proposal<>(command, answer, told));
    }
    if (why != null) {
      tally.refused(why);
      told.accept(new Outcome.Refused<>(why));
    }
  }

  private @Nullable Refusal refuse(Command command) {
    Refusal hopeless = screening.refuse(command);
    if (hopeless != null) {
      return hopeless;
    }
    return closed || !writer.ready() ? writer.whyNot() : null;
  }

  private @Nullable Refusal offer(Proposal<?> proposal) {
    if (!queue.offer(proposal)) {
      return Refusal.of(Refusal.Code.UNAVAILABLE, "too much waits for the log");
    }
    if (writer.ended()) {
      writer.refuseStranded();
    }
    return null;
  }
}
