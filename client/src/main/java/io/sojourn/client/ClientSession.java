package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A session as its client sees it: what is sent when, what the answers mean, and when to connect
 * anew. A state machine: what happens and what time it is are told to it, what is to be done is
 * asked of its {@link Surroundings}. Not thread-safe.
 *
 * <p>Times are milliseconds of a clock that never goes back.
 */
final class ClientSession implements Party {

  private final Opening opening;
  private final Dialer dialer;
  private final Surroundings around;
  private final ForeChannel fore;
  private final QueryChannel queries;
  private final BackChannel back;
  private final Channels channels;

  private ClientState state = new ClientState.Connecting();
  private Leaving leaving = Leaving.NO;
  private @Nullable SessionId id;
  private boolean closeSent;
  private boolean sessionEnded;
  private long reservedBelow;

  ClientSession(
      ClientOptions options,
      Opening opening,
      Servers servers,
      Backoffs backoffs,
      SeenIndex seen,
      Surroundings around) {
    this.opening = opening;
    // The last attempt of the process before this one may turn up yet.
    int late = opening.id() == null ? 0 : 1;
    Liveness liveness = new Liveness(options);
    this.dialer = new Dialer(options, servers, backoffs.next(), liveness, around, late);
    this.around = around;
    this.fore = new ForeChannel(options, backoffs.next(), around::tell);
    this.queries = new QueryChannel(options, backoffs.next(), around::tell);
    this.back = new BackChannel(options, around::note);
    this.channels = new Channels(fore, queries, back, liveness, seen);
    this.id = opening.id();
    fore.startAt(opening.nextSequence());
    back.startAfter(opening.lastPush());
    reservedBelow = opening.reservedBelow();
    fore.reservedBelow(reservedBelow);
  }

  ClientState state() {
    return state;
  }

  @Nullable SessionId id() {
    return id;
  }

  /** Whether the server said that the session is over. */
  boolean isSessionEnded() {
    return sessionEnded;
  }

  long nextSequence() {
    return fore.nextSequence();
  }

  /** The pushes, for the one thread that runs the handler. */
  BackChannel pushes() {
    return back;
  }

  /** What the last connection or attempt was lost by. */
  String lastLoss() {
    return dialer.lastLoss();
  }

  // What the user wants.

  void start(long now) {
    if (dialer.isNew()) {
      dialer.connect(now);
    }
  }

  void submit(PendingRequest request) {
    fore.submit(request);
    reserveMore();
  }

  boolean resume(long sequence, PendingRequest request) {
    return dialer.isNew() && fore.resume(sequence, request);
  }

  void submit(PendingQuery query) {
    queries.submit(query);
  }

  private void reserveMore() {
    int atOnce = opening.reservedAtOnce();
    if (fore.nextSequence() > reservedBelow - atOnce / 2) {
      reservedBelow = fore.nextSequence() + atOnce;
      around.reserve(reservedBelow);
    }
  }

  /** Sequences below this may be used: that is noted durably. */
  void reserved(long below) {
    fore.reservedBelow(below);
  }

  /** Begins to end: what was sent is awaited, what was not is refused. */
  void leave(Leaving how) {
    if (state.isOver() || leaving != Leaving.NO) {
      return;
    }
    leaving = how;
    channels.close();
    if (id == null || dialer.isNew() || (how == Leaving.DETACHING && !dialer.isOpen())) {
      abandon();
    }
  }

  /** Ends now, however it stands. */
  void abandon() {
    end(
        new ClientState.Closed(leaving == Leaving.DETACHING ? "detached" : "closed"),
        RefusalCode.CLIENT_CLOSED,
        "The client was closed before the answer came.");
  }

  /** Ends since the process cannot go on, as when the session file cannot be written. */
  void fail(String detail) {
    end(new ClientState.Closed(detail), RefusalCode.CLIENT_CLOSED, detail);
  }

  // Connections.

  @Override
  public void opened(int which, long now) {
    dialer.opened(which, now);
  }

  @Override
  public void lost(int which, String detail, long now) {
    if (dialer.loses(which)) {
      lose(detail, false, now);
    }
  }

  private void lose(String detail, boolean atOnce, long now) {
    if (dialer.isOpen()) {
      channels.lost();
      closeSent = false;
      become(new ClientState.Suspended(detail));
    }
    if (leaving == Leaving.DETACHING) {
      abandon();
    } else {
      dialer.lose(detail, atOnce, now);
    }
  }

  private void become(ClientState now) {
    state = now;
    around.changed(now);
  }

  private void end(ClientState last, String code, String detail) {
    if (state.isOver()) {
      return;
    }
    channels.end(code, detail);
    dialer.end();
    become(last);
  }

  // What the server says.

  @Override
  public void heard(int which, long now) {
    dialer.heard(which, now);
  }

  @Override
  public void received(int which, ServerMessage message, long now) {
    if (!dialer.hears(which)) {
      return;
    }
    switch (message) {
      case ServerMessage.Closed closed -> closed(closed, now);
      case ServerMessage.Rejected rejected -> rejected(rejected, now);
      case ServerMessage.SessionCreated created -> {
        if (!dialer.isOpen() && id == null) {
          id = created.id();
          open(created.epoch(), created.window(), created.idleTimeoutMillis(), now);
          around.note();
        }
      }
      case ServerMessage.SessionContinued it -> {
        if (!dialer.isOpen() && id != null) {
          open(it.epoch(), it.window(), it.idleTimeoutMillis(), now);
        }
      }
      default -> {
        if (dialer.isOpen()) {
          take(message, now);
        }
      }
    }
  }

  private void open(long epoch, int window, long idleTimeoutMillis, long now) {
    dialer.held(now);
    channels.opened(window, idleTimeoutMillis, now);
    become(new ClientState.Connected(epoch));
  }

  private void take(ServerMessage message, long now) {
    switch (channels.take(message, now)) {
      case ANSWERED -> dialer.proven();
      case TOLD -> {}
      case PUSH_MISSING -> lose("a push is missing", false, now);
      case SESSION_OVER -> {
        if (message instanceof ServerMessage.RequestError error) {
          dismissed(Dismissal.ofSession(error.code(), error.detail()), now);
        }
      }
    }
    if (leaving == Leaving.DETACHING && dialer.isOpen() && channels.isSettled()) {
      abandon();
    }
  }

  private void closed(ServerMessage.Closed closed, long now) {
    if (closeSent && Verdict.of(closed.code()) == Verdict.REFUSED) {
      sessionEnded = true;
      abandon();
    } else {
      dismissed(Dismissal.of(closed), now);
    }
  }

  private void rejected(ServerMessage.Rejected rejected, long now) {
    if (!dialer.isOpen()) {
      if (Verdict.of(rejected.code()) != Verdict.UNCERTAIN) {
        dialer.refused();
      }
      dismissed(Dismissal.of(rejected, id != null), now);
    }
  }

  private void dismissed(Dismissal dismissal, long now) {
    switch (dismissal) {
      case Dismissal.Again it -> lose(it.detail(), dialer.follow(it.leader()), now);
      case Dismissal.Over over -> {
        sessionEnded = true;
        boolean wanted = leaving == Leaving.CLOSING;
        end(
            wanted
                ? new ClientState.Closed("closed")
                : new ClientState.Expired(over.code(), over.detail()),
            over.code(),
            over.detail());
      }
      case Dismissal.Fenced fenced -> {
        if (dialer.isFencedByItself(now)) {
          lose("fenced by an earlier attempt of this client", true, now);
        } else {
          end(new ClientState.Fenced(fenced.detail()), fenced.code(), fenced.detail());
        }
      }
      case Dismissal.Denied denied ->
          end(new ClientState.Closed(denied.said()), denied.code(), denied.detail());
    }
  }

  // What goes out, and time.

  @Override
  public void send(Frame frame, long now) {
    if (dialer.greets()) {
      SessionId known = id;
      frame.add(
          known == null
              ? opening.create()
              : new ClientMessage.ContinueSession(known, opening.token(), fore.lowestAwaited()));
    }
    if (!dialer.isOpen()) {
      return;
    }
    channels.send(frame, now);
    if (leaving == Leaving.CLOSING && !closeSent && channels.isSettled()) {
      closeSent = true;
      frame.add(new ClientMessage.Close());
    }
  }

  @Override
  public void tick(long now) {
    channels.tick(now);
    String given = dialer.tick(now);
    if (given != null) {
      lose(given, false, now);
    }
  }

  @Override
  public long wakeAtMillis() {
    return state.isOver()
        ? Long.MAX_VALUE
        : Math.min(dialer.wakeAtMillis(), channels.wakeAtMillis());
  }

  @Override
  public boolean isWelcome() {
    return state instanceof ClientState.Connected;
  }

  @Override
  public String toString() {
    return "ClientSession[" + state + ", " + channels + ", last lost by " + lastLoss() + "]";
  }
}
