package io.sojourn.machine;

import io.sojourn.channel.RequestDecision;
import io.sojourn.channel.RequestWindow;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Both channels of the sessions: requests executed once by the user's state machine, and pushes
 * kept until they are acknowledged (Ongaro's dissertation, 6.3).
 */
final class Exchanges {

  private final SessionTable table;
  private final BackChannel back;
  private final UserEntries state;
  private final @Nullable UserStateMachine userMachine;
  private final Limits limits;

  Exchanges(
      SessionTable table,
      BackChannel back,
      UserEntries state,
      @Nullable UserStateMachine userMachine,
      Limits limits) {
    this.table = table;
    this.back = back;
    this.state = state;
    this.userMachine = userMachine;
    this.limits = limits;
  }

  Reply request(Command.Request asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    if (!entry.isActive()) {
      return notActive(entry.session());
    }
    if (userMachine == null) {
      return Refusals.because(
          Refusal.Code.NO_STATE_MACHINE, "No state machine executes requests here.");
    }
    if (asked.sequence() < 1 || asked.lowestAwaited() < 0) {
      return Refusals.because(
          Refusal.Code.INVALID, "A request's numbers count from 1 and have 63 bits.");
    }
    if (asked.body().length > limits.requestBytes()) {
      return Refusals.because(
          Refusal.Code.LIMIT_EXCEEDED,
          "A request has at most " + limits.requestBytes() + " bytes.");
    }
    table.beforeChange(entry);
    seen(entry, turn);
    RequestWindow window = windowOf(entry);
    return switch (window.begin(asked.sequence(), asked.lowestAwaited(), asked.fingerprint())) {
      case RequestDecision.Replay replay -> Cached.executed(replay.reply());
      case RequestDecision.FalseRetry falseRetry ->
          Refusals.because(
              Refusal.Code.FALSE_RETRY, "Request " + asked.sequence() + " was another one before.");
      case RequestDecision.Evicted evicted ->
          Refusals.because(
              Refusal.Code.REPLY_EVICTED,
              "The reply of request " + asked.sequence() + " was given up: outcome unknown.");
      case RequestDecision.WindowFull full ->
          Refusals.because(
              Refusal.Code.WINDOW_FULL,
              "The session holds " + full.replies() + " replies that were not given up.");
      case RequestDecision.Fresh fresh -> execute(asked, userMachine, entry, window, turn);
    };
  }

  /** Why a message on a channel is refused before it is looked at, or null. */
  private static @Nullable Reply refuse(@Nullable SessionEntry entry, long epoch) {
    if (entry == null) {
      return Refusals.unknown();
    }
    if (!entry.isLive()) {
      return Refusals.dead(entry.session());
    }
    if (epoch != entry.epoch()) {
      return Refusals.because(
          Refusal.Code.FENCED, "A newer connection has taken the session over.");
    }
    return null;
  }

  private static Reply notActive(Session session) {
    return new Reply.Refused(
        new Refusal(
            Refusal.Code.SESSION_NOT_ACTIVE,
            "The session is " + session.state().label() + ".",
            session.state()));
  }

  private Reply execute(
      Command.Request asked,
      UserStateMachine machine,
      SessionEntry entry,
      RequestWindow window,
      Turn turn) {
    StateMachine.Execution<byte[], byte[]> execution;
    try {
      execution = machine.apply(state, asked.body(), context(entry.session(), turn));
      if (execution.reply().length > limits.replyBytes() - Cached.OVERHEAD) {
        throw new IllegalStateException("the reply is too long");
      }
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      state.rollBack();
      byte[] cached = Cached.failure(failure.getClass().getName(), limits.replyBytes());
      window.record(asked.sequence(), asked.fingerprint(), cached);
      return Cached.failed(cached, false);
    }
    if (!back.fits(execution.pushes())) {
      state.rollBack();
      window.abandon();
      return Refusals.because(
          Refusal.Code.PUSH_QUEUE_FULL,
          "A session that is to be told has too many pushes waiting.");
    }
    state.keep();
    window.record(asked.sequence(), asked.fingerprint(), Cached.success(execution.reply()));
    back.push(execution.pushes(), turn);
    return new Reply.Executed(execution.reply(), false);
  }

  /**
   * Asks the user's machine whether a session may be created, before anything is changed for it.
   * The pushes of one that is accepted are to be given to {@link #welcome} once it is there.
   */
  Admission<byte[]> admit(Session session, Turn turn) {
    if (userMachine == null) {
      return Admission.accept();
    }
    Admission<byte[]> admission;
    try {
      admission = userMachine.onSessionCreated(state, session, context(session, turn));
      if (admission instanceof Admission.Accepted<byte[]>) {
        state.keep();
        return admission;
      }
      Objects.requireNonNull(admission, "admission");
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      admission = Admission.refuse("The state machine failed: " + failure.getClass().getName());
    }
    state.rollBack();
    return admission;
  }

  /** Sends what the user's machine has for sessions when it accepts a new one. */
  void welcome(List<Push<byte[]>> pushes, Turn turn) {
    back.push(pushes, turn);
  }

  /** Calls the user's machine for a session that just died. */
  void ended(Session session, Turn turn) {
    if (userMachine == null) {
      return;
    }
    List<Push<byte[]>> pushes;
    try {
      pushes = List.copyOf(userMachine.onSessionExpired(state, session, context(session, turn)));
    } catch (RuntimeException failure) {
      state.rollBack();
      return;
    }
    state.keep();
    back.push(pushes, turn);
  }

  private StateMachine.Context context(Session session, Turn turn) {
    return new StateMachine.Context(turn.index, turn.now, session, back::room);
  }

  /**
   * Acknowledges in every live state: a suspended session executes nothing, but pushes to it go on,
   * and a queue that could not be emptied would in the end refuse the requests of others.
   */
  Reply acknowledge(Command.Acknowledge asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    table.beforeChange(entry);
    seen(entry, turn);
    return back.acknowledge(asked, entry);
  }

  /** Gives up both channels of a session that died. */
  void drop(SessionEntry entry) {
    back.drop(entry);
    entry.window = null;
  }

  private void seen(SessionEntry entry, Turn turn) {
    boolean anotherSecond = entry.lastSeenAt() / 1000 != turn.now / 1000;
    entry.seenAt(turn.now);
    if (anotherSecond) {
      // Requests come by the thousand: lists show the last second, the lease counts exactly.
      turn.emit(new Effect.SessionChanged(entry.session()));
    }
  }

  private RequestWindow windowOf(SessionEntry entry) {
    RequestWindow window = entry.window;
    if (window == null) {
      window =
          new RequestWindow(limits.windowRequests(), limits.windowBytes(), limits.replyBytes());
      entry.window = window;
    }
    return window;
  }
}
