package io.sojourn.machine;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user's state machine and its entries: what a call of it wrote is kept or undone as a whole,
 * and nothing that it throws goes further than here.
 */
final class UserCode {

  /** One call that executes something. */
  @FunctionalInterface
  interface Call {
    StateMachine.Execution<byte[], byte[]> on(UserStateMachine machine);
  }

  /**
   * What a call came to.
   *
   * @param reply to the one who asked
   * @param cached what a retry is answered from; null if nothing happened, and a retry executes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Run(Reply reply, byte @Nullable [] cached) {}

  /**
   * Whether a session may be created.
   *
   * @param refused why not; null if it may
   * @param pushes to any sessions, the new one included
   */
  record Reception(@Nullable Refusal refused, List<Push<byte[]>> pushes) {

    static Reception of(List<Push<byte[]>> pushes) {
      return new Reception(null, pushes);
    }

    static Reception no(Refusal.Code code, String why) {
      return new Reception(Refusal.of(code, why), List.of());
    }
  }

  private final NamedEntries state;
  private final BackChannel back;
  private final @Nullable UserStateMachine machine;
  private final Limits limits;

  UserCode(
      NamedEntries state, BackChannel back, @Nullable UserStateMachine machine, Limits limits) {
    this.state = state;
    this.back = back;
    this.machine = machine;
    this.limits = limits;
  }

  /** Why nothing is executed at all, or null. */
  @Nullable Reply refuse() {
    return machine == null
        ? Refusals.because(
            Refusal.Code.NO_STATE_MACHINE, "No state machine executes requests here.")
        : null;
  }

  NamedEntries state() {
    return state;
  }

  /**
   * Executes something, once {@link #refuse} has nothing against it.
   *
   * @param cachedBytesMax the longest reply as it is cached
   */
  Run execute(Call call, int cachedBytesMax, Turn turn) {
    StateMachine.Execution<byte[], byte[]> execution;
    try {
      execution = call.on(Objects.requireNonNull(machine));
      requireRoom(execution.reply(), cachedBytesMax);
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      state.rollBack();
      byte[] cached = Cached.failure(failure.getClass().getName(), cachedBytesMax);
      return new Run(Cached.failed(cached, false), cached);
    }
    if (!back.fits(execution.pushes())) {
      state.rollBack();
      return new Run(
          Refusals.because(
              Refusal.Code.PUSH_QUEUE_FULL,
              "A session that is to be told has too many pushes waiting."),
          null);
    }
    state.keep();
    back.push(execution.pushes(), turn);
    return new Run(new Reply.Executed(execution.reply(), false), Cached.success(execution.reply()));
  }

  private static void requireRoom(byte[] reply, int cachedBytesMax) {
    if (reply.length > cachedBytesMax - Cached.OVERHEAD) {
      throw new IllegalStateException("the reply is too long");
    }
  }

  /** What the machine is told of the moment. */
  StateMachine.Context context(Session session, Turn turn) {
    return context(session, turn.index, turn.now);
  }

  private StateMachine.Context context(Session session, long index, long clusterTime) {
    return new StateMachine.Context(index, clusterTime, session, back::room);
  }

  /** Answers a query, once {@link #refuse} has nothing against it; changes nothing. */
  Reply query(byte[] query, Session session, long index, long clusterTime) {
    ReadOnlyState readOnly = new ReadOnlyState(state);
    byte[] reply;
    try {
      reply =
          Objects.requireNonNull(machine)
              .query(readOnly, query, context(session, index, clusterTime));
      readOnly.requireUnwritten();
      requireRoom(reply, limits.replyBytes());
    } catch (QueryRefusedException no) {
      return Refusals.because(Refusal.Code.QUERY_REFUSED, String.valueOf(no.getMessage()));
    } catch (RuntimeException failure) {
      return new Reply.Failed(failure.getClass().getName(), false);
    }
    return new Reply.Executed(reply, false);
  }

  /**
   * Asks whether a session may be created, before anything is changed for it. The pushes of one
   * that is accepted are to be given to {@link #welcome} once it is there.
   */
  Reception admit(Session session, Turn turn) {
    if (machine == null) {
      return Reception.of(List.of());
    }
    Reception reception;
    try {
      reception =
          switch (machine.onSessionCreated(state, session, context(session, turn))) {
            case Admission.Accepted<byte[]> yes -> Reception.of(yes.pushes());
            case Admission.Refused<byte[]> no -> Reception.no(Refusal.Code.NOT_ADMITTED, no.why());
          };
    } catch (StateFullException full) {
      reception =
          Reception.no(Refusal.Code.STATE_FULL, "The state machine has no room for a session.");
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      reception =
          Reception.no(
              Refusal.Code.NOT_ADMITTED,
              "The state machine failed: " + failure.getClass().getName());
    }
    if (reception.refused() == null) {
      state.keep();
    } else {
      state.rollBack();
    }
    return reception;
  }

  /** Sends what there is for sessions when a new one was accepted. */
  void welcome(List<Push<byte[]>> pushes, Turn turn) {
    back.push(pushes, turn);
  }

  /** Tells of a session that just died. */
  void ended(Session session, Turn turn) {
    if (machine == null) {
      return;
    }
    List<Push<byte[]>> pushes;
    try {
      pushes = List.copyOf(machine.onSessionExpired(state, session, context(session, turn)));
    } catch (RuntimeException failure) {
      state.rollBack();
      return;
    }
    state.keep();
    back.push(pushes, turn);
  }
}
