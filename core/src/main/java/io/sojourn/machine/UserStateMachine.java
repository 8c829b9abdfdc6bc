package io.sojourn.machine;

import io.sojourn.session.Session;
import java.util.List;

/**
 * The state machine of a user, behind the sessions: given each request once.
 *
 * <p>Deterministic: what it does may depend on its arguments alone. No clock, random source, thread
 * or I/O. All its state is in the {@link UserState} that it is given. Called from the one thread
 * that applies the log. If a method throws, its writes are undone and nothing is pushed.
 */
public interface UserStateMachine {

  /** Executes one request. A throw becomes a refusal that is answered to every retry. */
  Execution apply(UserState state, byte[] command, Context context);

  /** Told that a session was created. */
  default List<Push> onSessionCreated(UserState state, Session session, Context context) {
    return List.of();
  }

  /** Told that a session died, whatever the reason. */
  default List<Push> onSessionExpired(UserState state, Session session, Context context) {
    return List.of();
  }

  /**
   * What the machine knows of the moment.
   *
   * @param index of the entry
   * @param clusterTime milliseconds since the epoch
   * @param session the session that asks, or that the event is about
   */
  record Context(long index, long clusterTime, Session session) {}

  /**
   * What a request came to.
   *
   * @param reply the answer, cached until the client gives it up
   * @param pushes to any sessions
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over to the reply cache
  record Execution(byte[] reply, List<Push> pushes) {
    /** Copies the pushes. */
    public Execution {
      pushes = List.copyOf(pushes);
    }
  }
}
