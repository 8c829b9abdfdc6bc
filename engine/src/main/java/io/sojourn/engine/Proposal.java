package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.wire.EntryCodec;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A command on its way through the log, and at once the stage that who waits for its reply holds.
 *
 * @param <T> what the caller is handed
 */
final class Proposal<T> extends CompletableFuture<Outcome<T>> {

  /** What an object of this kind holds beside the bytes of its command, roughly. */
  private static final int BASE_WEIGHT = 64;

  final Command command;

  /** The command as it will lie in its entry. */
  final byte[] encoded;

  private final Function<Reply, T> answer;

  /**
   * Encodes the command on the thread of whoever proposes it: the writer, of which there is one, is
   * left with copying.
   *
   * @throws IllegalArgumentException if the command cannot be encoded, which {@link Screening}
   *     rules out
   */
  Proposal(Command command, Function<Reply, T> answer) {
    this.command = command;
    this.encoded = EntryCodec.encodeCommand(command);
    this.answer = answer;
  }

  /** About how many bytes of an entry, and of what waits for one, the command takes up. */
  int weight() {
    return BASE_WEIGHT + encoded.length;
  }

  void replied(Reply reply) {
    complete(Replies.outcome(reply, answer));
  }

  void refused(Refusal why) {
    complete(new Outcome.Refused<>(why));
  }

  void uncertain(String detail) {
    complete(new Outcome.Uncertain<>(detail));
  }
}
