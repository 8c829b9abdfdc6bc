package io.sojourn.machine;

import io.sojourn.session.Session;
import java.util.List;

/**
 * The state machine of a user, behind the sessions: given each request once.
 *
 * <p>Deterministic: what it does may depend on its arguments alone. No clock, random source, thread
 * or I/O, and nothing kept in fields: all its state is in the {@link State} that it is given.
 * Called from the one thread that applies the log, and again for the same entries when a node
 * replays its log. If a method throws, its writes are undone and nothing is pushed.
 *
 * <p>The kernel itself runs a {@link UserStateMachine}, which is this of bytes; {@link
 * TypedMachine} makes one from the other.
 *
 * @param <C> a command: what a request asks for
 * @param <R> the reply to it
 * @param <S> what the server sends to sessions by itself: the payload of a push
 * @param <V> what an entry of the state holds
 */
public interface StateMachine<C, R, S, V> {

  /** Executes one request. A throw becomes a failure that is answered to every retry. */
  Execution<R, S> apply(State<V> state, C command, Context context);

  /**
   * Executes a command of the program itself, which no session sent; once per id. A throw becomes a
   * failure that is answered to every retry, as long as the id is remembered.
   */
  default Execution<R, S> applyInternal(State<V> state, C command, InternalContext context) {
    throw new UnsupportedOperationException("this machine has no internal commands");
  }

  /**
   * Answers a query from the state as it is. It is not in the log, and happens on one node only: a
   * write, which throws, makes it fail.
   *
   * @throws QueryRefusedException if the machine does not answer it, as none does that lacks this
   */
  default R query(State<V> readOnly, C query, Context context) {
    throw new QueryRefusedException("The state machine answers no queries.");
  }

  /**
   * Asked before a session is created. A refusal leaves nothing behind: no session, no use of the
   * code that led here, none of the writes of this call. A throw refuses too: a machine that could
   * not note a session must not meet it later.
   */
  default Admission<S> onSessionCreated(State<V> state, Session session, Context context) {
    return Admission.accept();
  }

  /** Told that a session died, whatever the reason: it is dead even if this throws. */
  default List<Push<S>> onSessionExpired(State<V> state, Session session, Context context) {
    return List.of();
  }

  /**
   * What the machine knows of the moment.
   *
   * @param index of the entry
   * @param clusterTime milliseconds since the epoch, never going back
   * @param session the session that asks, or that the event is about
   * @param room what the queues of pushes have room for, as they are before this call: a machine
   *     that looks can tell somebody less rather than have the request refused
   */
  record Context(long index, long clusterTime, Session session, PushRoom room) {}

  /**
   * What the machine knows of the moment when no session asks.
   *
   * @param index of the entry
   * @param clusterTime milliseconds since the epoch, never going back
   */
  record InternalContext(long index, long clusterTime) {}

  /**
   * What a request came to.
   *
   * @param <R> the reply
   * @param <S> the payload of a push
   * @param reply the answer, cached until the client gives it up
   * @param pushes to any sessions
   */
  record Execution<R, S>(R reply, List<Push<S>> pushes) {
    /** Copies the pushes. */
    public Execution {
      pushes = List.copyOf(pushes);
    }

    /** A reply and nothing else. */
    public static <R, S> Execution<R, S> of(R reply) {
      return new Execution<>(reply, List.of());
    }

    /** A reply, and one push. */
    public static <R, S> Execution<R, S> of(R reply, Push<S> push) {
      return new Execution<>(reply, List.of(push));
    }
  }
}
