package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a session, asked of any server of its cluster, over a connection beside the one
 * that holds the session. Whether the session lives is for that one to find out. Not thread-safe.
 */
final class ReadingSession implements Party {

  /** How many queries are under way at most; a server reads no further at its own bound. */
  private static final int WINDOW = 1024;

  private final byte[] token;
  private final SeenIndex seen;
  private final Dialer dialer;
  private final QueryChannel queries;
  private final Liveness liveness;
  private @Nullable SessionId id;

  /**
   * Makes one that waits for {@link #begin}.
   *
   * @param token of the session
   * @param servers in the order in which they are to be tried
   * @param seen what the client has seen, on this connection and the other
   */
  ReadingSession(
      ClientOptions options,
      byte[] token,
      Servers servers,
      Backoffs backoffs,
      SeenIndex seen,
      Lines around) {
    this.token = token;
    this.seen = seen;
    this.liveness = new Liveness(options);
    this.dialer = new Dialer(options, servers, backoffs.next(), liveness, around, 0);
    this.queries = new QueryChannel(options, backoffs.next(), around::tell);
    queries.window(WINDOW);
  }

  /** The session is there. A second call does nothing. */
  void begin(SessionId session, long now) {
    if (id == null && dialer.isNew()) {
      id = session;
      dialer.connect(now);
    }
  }

  void submit(PendingQuery query) {
    queries.submit(query);
  }

  /** Takes no more queries; those that wait are still answered. */
  void close() {
    queries.close();
  }

  /** Nothing more is asked or answered. */
  void end(String code, String detail) {
    queries.end(code, detail);
    dialer.end();
  }

  @Override
  public void opened(int line, long now) {
    dialer.opened(line, now);
  }

  @Override
  public void heard(int line, long now) {
    dialer.heard(line, now);
  }

  @Override
  public void lost(int line, String detail, long now) {
    if (dialer.loses(line)) {
      lose(detail, now);
    }
  }

  private void lose(String detail, long now) {
    if (dialer.isOpen()) {
      queries.lost();
    }
    dialer.lose(detail, false, now);
  }

  /** This server is of no use now: another is asked. */
  private void leave(String detail, long now) {
    if (dialer.isOpen()) {
      dialer.skipServer();
    }
    lose(detail, now);
  }

  @Override
  public void received(int line, ServerMessage message, long now) {
    if (!dialer.hears(line)) {
      return;
    }
    switch (message) {
      case ServerMessage.Closed closing -> leave(closing.code() + ": " + closing.detail(), now);
      case ServerMessage.Rejected rejected ->
          leave(rejected.code() + ": " + rejected.detail(), now);
      case ServerMessage.SessionContinued welcome -> {
        if (!dialer.isOpen()) {
          dialer.held(now);
          liveness.opened(0, now);
        }
      }
      case ServerMessage.QueryReply reply -> {
        seen.saw(reply.index());
        queries.replied(reply.correlationId(), reply.payload());
        answered(now);
      }
      case ServerMessage.RequestError error -> failed(error, now);
      default -> {
        // Of no meaning to one who only reads.
      }
    }
  }

  private void answered(long now) {
    dialer.proven();
    liveness.awaiting(queries.inFlight() > 0, true, now);
  }

  private void failed(ServerMessage.RequestError error, long now) {
    boolean over = queries.failed(error.correlationId(), error.code(), error.detail(), now);
    if (over || Verdict.of(error.code()) == Verdict.NOT_NOW) {
      leave(error.code() + ": " + error.detail(), now);
    } else {
      answered(now);
    }
  }

  @Override
  public void send(Frame frame, long now) {
    SessionId known = id;
    if (known != null && dialer.greets()) {
      frame.add(new ClientMessage.ReadSession(known, token));
    }
    if (dialer.isOpen()) {
      queries.send(frame, seen.highest(), now);
      liveness.awaiting(queries.inFlight() > 0, false, now);
    }
  }

  @Override
  public void tick(long now) {
    queries.tick(now);
    String given = dialer.tick(now);
    if (given != null) {
      lose(given, now);
    }
  }

  @Override
  public long wakeAtMillis() {
    return Math.min(dialer.wakeAtMillis(), queries.wakeAtMillis());
  }

  @Override
  public boolean isWelcome() {
    return dialer.isOpen();
  }
}
