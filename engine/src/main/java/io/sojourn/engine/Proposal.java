package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.wire.EntryCodec;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command on its way through the log. Exactly one of {@link #replied}, {@link #refused} and
 * {@link #uncertain} is called, once; that is for whoever took it out of its queue or batch.
 *
 * @param <T> what the caller is handed
 */
final class Proposal<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Proposal.class);

  /** What an object of this kind holds beside the bytes of its command, roughly. */
  private static final int BASE_WEIGHT = 64;

  final Command command;

  /** The command as it will lie in its entry. */
  final byte[] encoded;

  private final Function<Reply, T> answer;
  private final Consumer<Outcome<T>> told;

  /** Proposes a command whose outcome nobody waits for. */
  Proposal(Command command, Function<Reply, T> answer) {
    this(command, answer, outcome -> {});
  }

  /**
   * Encodes the command on the thread of whoever proposes it: the writer, of which there is one, is
   * left with copying.
   *
   * @throws IllegalArgumentException if the command cannot be encoded, which {@link Screening}
   *     rules out
   */
  Proposal(Command command, Function<Reply, T> answer, Consumer<Outcome<T>> told) {
    this.command = command;
    this.encoded = EntryCodec.encodeCommand(command);
    this.answer = answer;
    this.told = told;
  }

  /** About how many bytes of an entry, and of what waits for one, the command takes up. */
  int weight() {
    return BASE_WEIGHT + encoded.length;
  }

  void replied(Reply reply) {
    tell(Replies.outcome(reply, answer));
  }

  void refused(Refusal why) {
    tell(new Outcome.Refused<>(why));
  }

  void uncertain(String detail) {
    tell(new Outcome.Uncertain<>(detail));
  }

  private void tell(Outcome<T> outcome) {
    try {
      told.accept(outcome);
    } catch (RuntimeException e) {
      // It is a fault of whoever asked, and no reason for those behind it to go without an answer.
      LOG.error("the outcome of a command could not be told", e);
    }
  }
}
