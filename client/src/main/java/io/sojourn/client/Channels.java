package io.sojourn.client;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;

/**
 * What passes over a connection that holds the session: both channels, queries, and the keep-alives
 * that the lease needs. Not thread-safe, and knows no clock: times are given to it.
 */
final class Channels {

  /** What a message of the server leads to. */
  enum Effect {
    /** Something that was asked is answered. */
    ANSWERED,
    /** Nothing was asked. */
    TOLD,
    /** It says that the session is over, or another's. */
    SESSION_OVER,
    /** A push is missing that the server takes for delivered: the connection is to be given up. */
    PUSH_MISSING
  }

  private final ForeChannel fore;
  private final QueryChannel queries;
  private final BackChannel back;
  private final Liveness liveness;
  private final SeenIndex seen;
  private boolean keepAliveWanted;
  private long lastStamp;
  private long awaitedStamp;

  Channels(
      ForeChannel fore, QueryChannel queries, BackChannel back, Liveness liveness, SeenIndex seen) {
    this.fore = fore;
    this.queries = queries;
    this.back = back;
    this.liveness = liveness;
    this.seen = seen;
  }

  /** A connection holds the session. */
  void opened(int window, long idleTimeoutMillis, long now) {
    fore.opened();
    window(window);
    back.opened();
    liveness.opened(idleTimeoutMillis, now);
  }

  /** It does no more. */
  void lost() {
    fore.lost();
    queries.lost();
    awaitedStamp = 0;
  }

  private void window(int requests) {
    // A window of nothing would never be opened again by an answer.
    fore.window(Math.max(1, requests));
    queries.window(Math.max(1, requests));
  }

  /** Takes a message that is not about the connection itself. */
  Effect take(ServerMessage message, long now) {
    Effect effect =
        switch (message) {
          case ServerMessage.Reply reply -> {
            seen.saw(reply.index());
            fore.replied(reply.sequence(), reply.payload());
            yield Effect.ANSWERED;
          }
          case ServerMessage.QueryReply reply -> {
            seen.saw(reply.index());
            queries.replied(reply.correlationId(), reply.payload());
            yield Effect.ANSWERED;
          }
          case ServerMessage.RequestError error ->
              failed(error, now) ? Effect.SESSION_OVER : Effect.ANSWERED;
          case ServerMessage.KeepAliveReply kept -> {
            back.answered(kept.timestamp());
            awaitedStamp = kept.timestamp() == awaitedStamp ? 0 : awaitedStamp;
            yield Effect.ANSWERED;
          }
          case ServerMessage.Push push -> back.pushed(push) ? Effect.TOLD : Effect.PUSH_MISSING;
          case ServerMessage.Window changed -> {
            window(changed.window());
            yield Effect.TOLD;
          }
          case ServerMessage.Closed closed -> Effect.TOLD;
          case ServerMessage.Rejected rejected -> Effect.TOLD;
          case ServerMessage.SessionCreated created -> Effect.TOLD;
          case ServerMessage.SessionContinued continued -> Effect.TOLD;
        };
    liveness.awaiting(isAwaiting(), effect == Effect.ANSWERED, now);
    return effect;
  }

  private boolean failed(ServerMessage.RequestError error, long now) {
    return error.sequence() > 0
        ? fore.failed(error.sequence(), error.code(), error.detail(), now)
        : queries.failed(error.correlationId(), error.code(), error.detail(), now);
  }

  private boolean isAwaiting() {
    return fore.inFlight() > 0 || queries.inFlight() > 0 || awaitedStamp != 0;
  }

  /** Takes and hands out nothing more; what was sent is still awaited. */
  void close() {
    fore.close();
    queries.close();
    back.stop();
    // The answer to a last keep-alive says that everything before it has arrived.
    keepAliveWanted = true;
  }

  /** Whether nothing is awaited, and everything that was handled was said. */
  boolean isSettled() {
    return !keepAliveWanted && !isAwaiting() && back.isSettled();
  }

  /** Adds what is to be sent now. */
  void send(Frame frame, long now) {
    long stamp = Math.max(now, lastStamp + 1);
    boolean keepAlive = back.send(frame, stamp) || keepAliveWanted;
    fore.send(frame, now);
    if (!frame.isEmpty()) {
      liveness.renewed(now);
    }
    // Queries renew no lease.
    queries.send(frame, seen.highest(), now);
    if (keepAlive || liveness.isKeepAliveDue(now)) {
      lastStamp = stamp;
      awaitedStamp = stamp;
      keepAliveWanted = false;
      liveness.renewed(now);
      frame.add(new ClientMessage.KeepAlive(stamp, fore.lowestAwaited()));
    }
    liveness.awaiting(isAwaiting(), false, now);
  }

  /** Lets time pass. */
  void tick(long now) {
    fore.tick(now);
    queries.tick(now);
  }

  /** When time alone gives something to do. */
  long wakeAtMillis() {
    long asked = Math.min(fore.wakeAtMillis(), queries.wakeAtMillis());
    return Math.min(asked, back.wakeAtMillis());
  }

  /** Decides everything, since nothing more will be sent or answered. */
  void end(String code, String detail) {
    fore.end(code, detail);
    queries.end(code, detail);
    back.stop();
  }

  @Override
  public String toString() {
    return fore.toString();
  }
}
