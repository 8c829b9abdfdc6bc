package io.sojourn.engine;

import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Session;
import java.util.function.Function;

/** What a caller is handed of the machine's reply. */
final class Replies {

  private Replies() {}

  /** The outcome of a command or a query that has this reply. */
  static <T> Outcome<T> outcome(Reply reply, Function<Reply, T> answer) {
    return reply instanceof Reply.Refused refused
        ? new Outcome.Refused<>(refused.why())
        : new Outcome.Done<>(answer.apply(reply));
  }

  static Session session(Reply reply) {
    return switch (reply) {
      case Reply.SessionIs is -> is.session();
      case Reply.Attached attached -> attached.session();
      default -> throw new IllegalStateException("unexpected reply " + reply);
    };
  }

  static <R extends Reply> Function<Reply, R> as(Class<R> type) {
    return type::cast;
  }
}
