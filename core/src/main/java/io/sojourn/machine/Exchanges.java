package io.sojourn.machine;

import io.sojourn.channel.PushQueue;
import io.sojourn.channel.RequestDecision;
import io.sojourn.channel.RequestWindow;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Both channels of the sessions: requests executed once by the user's state machine, and pushes
 * kept until they are acknowledged (Ongaro's dissertation, 6.3).
 */
final class Exchanges {

  private final SessionTable table;
  private final BackChannel back;
  private final UserCode user;
  private final Limits limits;

  Exchanges(SessionTable table, BackChannel back, UserCode user, Limits limits) {
    this.table = table;
    this.back = back;
    this.user = user;
    this.limits = limits;
  }

  /** Takes a live session over for the connection that shows its token. */
  Reply attach(Command.Attach asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    if (entry == null) {
      return Refusals.unknown();
    }
    if (!entry.session().tokenHash().equals(asked.tokenHash())) {
      return Refusals.because(Refusal.Code.TOKEN_INVALID, "The token does not open the session.");
    }
    if (!entry.isLive()) {
      return Refusals.dead(entry.session());
    }
    table.beforeChange(entry);
    Session attached = entry.session().attachedAt(turn.now);
    entry.replace(attached);
    turn.emit(new Effect.TakenOver(asked.id(), attached.epoch()));
    turn.emit(new Effect.SessionChanged(attached));
    return new Reply.Attached(attached, back.takeDue(entry, PushQueue.NEVER, turn));
  }

  Reply request(Command.Request asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    Reply notExecuted = refuseExecution(entry, asked.body());
    if (notExecuted != null) {
      return notExecuted;
    }
    if (asked.sequence() < 1 || asked.lowestAwaited() < 0) {
      return badNumbers();
    }
    table.beforeChange(entry);
    seen(entry, turn);
    RequestWindow window = windowOf(entry);
    return switch (window.begin(
        asked.sequence(), asked.lowestAwaited(), asked.fingerprint(), !asked.unordered())) {
      case RequestDecision.Replay replay -> Cached.executed(replay.reply());
      case RequestDecision.FalseRetry falseRetry ->
          Refusals.because(
              Refusal.Code.FALSE_RETRY, "Request " + asked.sequence() + " was another one before.");
      case RequestDecision.Evicted evicted ->
          Refusals.because(
              Refusal.Code.REPLY_EVICTED,
              "The reply of request " + asked.sequence() + " was given up: outcome unknown.");
      case RequestDecision.OutOfOrder early ->
          Refusals.because(
              Refusal.Code.OUT_OF_ORDER,
              "Request " + early.next() + " was neither executed nor given up.");
      case RequestDecision.Ahead ahead ->
          Refusals.because(
              Refusal.Code.SEQUENCE_AHEAD,
              "The highest request that is taken now is " + ahead.last() + ".");
      case RequestDecision.WindowFull full ->
          Refusals.because(
              Refusal.Code.WINDOW_FULL,
              "The session holds " + full.replies() + " replies that were not given up.");
      case RequestDecision.Fresh fresh -> execute(asked, entry, window, turn);
    };
  }

  /** Why a message on a channel is refused before it is looked at, or null. */
  static @Nullable Reply refuse(@Nullable SessionEntry entry, long epoch) {
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

  /** Why a live session may not give such a body to the user's machine, or null. */
  private @Nullable Reply refuseExecution(SessionEntry entry, byte[] body) {
    if (!entry.isActive()) {
      return notActive(entry.session());
    }
    Reply nobody = user.refuse();
    return nobody == null ? refuseBody(body) : nobody;
  }

  private static Reply notActive(Session session) {
    return new Reply.Refused(
        new Refusal(
            Refusal.Code.SESSION_NOT_ACTIVE,
            "The session is " + session.state().label() + ".",
            session.state()));
  }

  /** Why nothing of that length is executed, or null. */
  @Nullable Reply refuseBody(byte[] body) {
    return body.length > limits.requestBytes()
        ? Refusals.because(
            Refusal.Code.LIMIT_EXCEEDED,
            "A request has at most " + limits.requestBytes() + " bytes.")
        : null;
  }

  private static Reply badNumbers() {
    return Refusals.because(
        Refusal.Code.INVALID, "A request's numbers count from 1 and have 63 bits.");
  }

  private Reply execute(
      Command.Request asked, SessionEntry entry, RequestWindow window, Turn turn) {
    StateMachine.Context context = user.context(entry.session(), turn);
    UserCode.Run run =
        user.execute(
            machine -> machine.apply(user.state(), asked.body(), context),
            limits.replyBytes(),
            turn);
    if (run.cached() == null) {
      window.abandon();
    } else {
      window.record(asked.sequence(), asked.fingerprint(), run.cached());
    }
    return run.reply();
  }

  /** Answers a query as of the last entry applied; changes nothing. */
  Reply query(SessionId id, long epoch, byte[] body, long index, long clusterTime) {
    SessionEntry entry = table.find(id);
    Reply refused = refuse(entry, epoch == Query.NOT_HELD && entry != null ? entry.epoch() : epoch);
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    Reply notExecuted = refuseExecution(entry, body);
    return notExecuted == null
        ? user.query(body, entry.session(), index, clusterTime)
        : notExecuted;
  }

  /** Renews the lease in every live state, and gives replies up. */
  Reply keepAlive(Command.KeepAlive asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    if (asked.lowestAwaited() < 0) {
      return badNumbers();
    }
    table.beforeChange(entry);
    seen(entry, turn);
    if (asked.lowestAwaited() > 0) {
      windowOf(entry).release(asked.lowestAwaited());
    }
    return new Reply.SessionIs(entry.session());
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

  /** Rejects in every live state, as {@link #acknowledge} acknowledges. */
  Reply reject(Command.Reject asked, Turn turn) {
    SessionEntry entry = table.find(asked.id());
    Reply refused = refuse(entry, asked.epoch());
    if (refused != null || entry == null) {
      return refused == null ? Refusals.unknown() : refused;
    }
    Reply malformed = BackChannel.malformed(asked);
    if (malformed != null) {
      return malformed;
    }
    table.beforeChange(entry);
    seen(entry, turn);
    return back.reject(asked, entry, turn);
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
