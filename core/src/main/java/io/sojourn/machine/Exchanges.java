package io.sojourn.machine;

import io.sojourn.channel.AckOutcome;
import io.sojourn.channel.PushOutcome;
import io.sojourn.channel.PushQueue;
import io.sojourn.channel.RequestDecision;
import io.sojourn.channel.RequestWindow;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Both channels of the sessions: requests executed once by the user's state machine, and pushes
 * kept until they are acknowledged (Ongaro's dissertation, 6.3).
 */
final class Exchanges {

  private final SessionTable table;
  private final UserEntries state;
  private final @Nullable UserStateMachine userMachine;
  private final Limits limits;

  /** The sessions with unacknowledged pushes, in the order of their ids. */
  private final TreeMap<SessionId, SessionEntry> pushing = new TreeMap<>();

  private long droppedPushes;

  Exchanges(
      SessionTable table,
      UserEntries state,
      @Nullable UserStateMachine userMachine,
      Limits limits) {
    this.table = table;
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
    if (!entry.isActive()) {
      Session session = entry.session();
      return new Reply.Refused(
          new Refusal(
              Refusal.Code.SESSION_NOT_ACTIVE,
              "The session is " + session.state().label() + ".",
              session.state()));
    }
    return null;
  }

  private Reply execute(
      Command.Request asked,
      UserStateMachine machine,
      SessionEntry entry,
      RequestWindow window,
      Turn turn) {
    UserStateMachine.Execution execution;
    try {
      execution = machine.apply(state, asked.body(), context(entry.session(), turn));
      if (execution.reply().length > limits.replyBytes() - Cached.OVERHEAD) {
        throw new IllegalStateException("the reply is too long");
      }
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      state.rollBack();
      byte[] cached = Cached.failure(failure.getClass().getName());
      window.record(asked.sequence(), asked.fingerprint(), cached);
      return Cached.failed(cached, false);
    }
    if (!pushesFit(execution.pushes())) {
      state.rollBack();
      window.abandon();
      return Refusals.because(
          Refusal.Code.PUSH_QUEUE_FULL,
          "A session that is to be told has too many pushes waiting.");
    }
    state.keep();
    window.record(asked.sequence(), asked.fingerprint(), Cached.success(execution.reply()));
    push(execution.pushes(), turn);
    return new Reply.Executed(execution.reply(), false);
  }

  /** Calls the user's machine for a session that was just created. */
  void created(Session session, Turn turn) {
    if (userMachine != null) {
      notify(() -> userMachine.onSessionCreated(state, session, context(session, turn)), turn);
    }
  }

  /** Calls the user's machine for a session that just died. */
  void ended(Session session, Turn turn) {
    if (userMachine != null) {
      notify(() -> userMachine.onSessionExpired(state, session, context(session, turn)), turn);
    }
  }

  private interface Notification {
    List<Push> run();
  }

  private void notify(Notification notification, Turn turn) {
    List<Push> pushes;
    try {
      pushes = notification.run();
    } catch (RuntimeException failure) {
      state.rollBack();
      return;
    }
    state.keep();
    push(pushes, turn);
  }

  private static UserStateMachine.Context context(Session session, Turn turn) {
    return new UserStateMachine.Context(turn.index, turn.now, session);
  }

  private boolean pushesFit(List<Push> pushes) {
    if (pushes.isEmpty()) {
      return true;
    }
    Map<SessionId, List<Push>> byTarget = new HashMap<>();
    for (Push push : pushes) {
      byTarget.computeIfAbsent(push.to(), id -> new ArrayList<>()).add(push);
    }
    for (Map.Entry<SessionId, List<Push>> target : byTarget.entrySet()) {
      SessionEntry entry = table.find(target.getKey());
      if (entry != null && entry.isLive()) {
        long bytes = target.getValue().stream().mapToLong(push -> push.payload().length).sum();
        if (!queueOf(entry).fits(target.getValue().size(), bytes)) {
          return false;
        }
      }
    }
    return true;
  }

  private void push(List<Push> pushes, Turn turn) {
    for (Push push : pushes) {
      SessionEntry entry = table.find(push.to());
      if (entry == null || !entry.isLive()) {
        droppedPushes++;
        continue;
      }
      table.beforeChange(entry);
      switch (queueOf(entry).offer(push.payload(), turn.now)) {
        case PushOutcome.Assigned assigned -> {
          pushing.put(entry.id(), entry);
          turn.emit(new Effect.Pushed(entry.id(), assigned.number(), push.payload()));
        }
        // Only a notification comes here with a full queue: it has no request to refuse.
        case PushOutcome.Full full -> droppedPushes++;
      }
    }
  }

  Reply acknowledge(Command.Acknowledge asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    if (asked.number() < 0) {
      return Refusals.because(Refusal.Code.INVALID, "A push's number counts from 1.");
    }
    table.beforeChange(entry);
    seen(entry, turn);
    return switch (queueOf(entry).acknowledge(asked.number())) {
      case AckOutcome.Removed removed -> {
        if (queueOf(entry).size() == 0) {
          pushing.remove(entry.id());
        }
        yield new Reply.Acknowledged(asked.number());
      }
      case AckOutcome.BeyondLast beyond ->
          Refusals.because(
              Refusal.Code.ACK_UNKNOWN,
              "The last push was " + beyond.lastAssigned() + ", not " + asked.number() + ".");
    };
  }

  Reply resendDue(long sentBefore, Turn turn) {
    int count = 0;
    for (SessionEntry entry : pushing.values()) {
      if (queueOf(entry).earliestSentAt() < sentBefore) {
        List<Effect.Pushed> due = takeDue(entry, sentBefore, turn);
        due.forEach(turn::emit);
        count += due.size();
      }
    }
    return new Reply.Resent(count);
  }

  /** Marks a session's pushes last sent before a time as sent now, and hands them out. */
  List<Effect.Pushed> takeDue(SessionEntry entry, long sentBefore, Turn turn) {
    PushQueue queue = entry.pushes;
    if (queue == null) {
      return List.of();
    }
    table.beforeChange(entry);
    return queue.takeDue(sentBefore, turn.now).stream()
        .map(push -> new Effect.Pushed(entry.id(), push.number(), push.payload()))
        .toList();
  }

  /** Gives up both channels of a session that died. */
  void drop(SessionEntry entry) {
    pushing.remove(entry.id());
    entry.window = null;
    entry.pushes = null;
  }

  /** Takes over the channels of an entry that a snapshot held. */
  void restored(SessionEntry entry) {
    if (entry.pushes != null && entry.pushes.size() > 0) {
      pushing.put(entry.id(), entry);
    }
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

  private PushQueue queueOf(SessionEntry entry) {
    PushQueue queue = entry.pushes;
    if (queue == null) {
      queue = new PushQueue(limits.pushes(), limits.pushBytes());
      entry.pushes = queue;
    }
    return queue;
  }

  /** When the push that waits longest was last sent, or {@link PushQueue#NEVER}. */
  long earliestPushSentAt() {
    return pushing.values().stream()
        .mapToLong(entry -> queueOf(entry).earliestSentAt())
        .min()
        .orElse(PushQueue.NEVER);
  }

  long droppedPushes() {
    return droppedPushes;
  }

  void restoreDroppedPushes(long count) {
    droppedPushes = count;
  }
}
