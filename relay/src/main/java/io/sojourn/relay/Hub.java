package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The live meeting place of one relayed session: its host, its viewers, its terminals' scrollback.
 *
 * <p>Everything happens on one event loop, the hub's, on which all its sockets are registered; so
 * there is no lock, and what a viewer is shown at its join and what it gets afterwards are cut at
 * one point by construction.
 */
final class Hub implements LoopSweep.Swept {

  private final Relay relay;
  private final SessionId id;
  private final EventLoop loop;
  private final String name;
  private final boolean readOnly;
  private final Terminals terminals;
  private final Audience audience;

  private @Nullable HostLink host;
  private boolean hadHost;
  private boolean ended;
  private boolean suspended;
  private boolean listIsComplete;
  private long farewellAt = Long.MAX_VALUE;
  private int place = -1;

  Hub(Relay relay, Session session, EventLoop loop) {
    this.relay = relay;
    this.id = session.id();
    this.loop = loop;
    this.name = session.capabilities().getOrDefault(Roles.NAME, "");
    this.suspended = session.state() == SessionState.SUSPENDED;
    this.readOnly = Boolean.parseBoolean(session.capabilities().get(Roles.READ_ONLY));
    this.audience = new Audience(relay);
    this.terminals = new Terminals(relay.limits().hubs(), relay.scrollback());
  }

  SessionId id() {
    return id;
  }

  EventLoop loop() {
    return loop;
  }

  Terminals terminals() {
    return terminals;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  /** Whether the host's session is suspended: nothing passes then, in neither direction. */
  boolean isSuspended() {
    return suspended;
  }

  Audience audience() {
    return audience;
  }

  @Nullable Connection hostConnection() {
    HostLink present = host;
    return present == null ? null : present.connection();
  }

  boolean hasHost() {
    return host != null;
  }

  boolean isEnded() {
    return ended;
  }

  // ---- the host comes and goes

  /** A host enters: for the first time, or again with its token; the newest connection wins. */
  void enterHost(
      HostLink link, PairingCode code, long codeExpiresAt, ResumeToken token, boolean resumed) {
    audience.flush();
    HostLink old = host;
    boolean wasAway = old == null && (hadHost || resumed);
    boolean recovered = hadHost;
    host = link;
    hadHost = true;
    farewellAt = Long.MAX_VALUE;
    listIsComplete = resumed;
    if (old != null) {
      old.connection().close(CloseCode.REPLACED);
      audience.hostFull(false);
    } else {
      relay.metrics().hosts.increment();
    }
    link.connection().become(link, relay.limits().frames().hostQueueBytes());
    link.connection()
        .sendText(
            ControlWriter.registered(
                new ControlWriter.Registered(
                    code.text(),
                    id.toString(),
                    token.text(),
                    resumed,
                    resumed && recovered,
                    relay.limits().times().grace() / 1000,
                    codeExpiresAt)));
    int present = 0;
    for (ViewerLink viewer : audience) {
      link.connection().sendText(ControlWriter.browserConnected(viewer.id().toString(), ++present));
    }
    if (wasAway) {
      audience.tellCurrent(ControlWriter.hostBack());
    }
  }

  /** The host's connection is over; whether the session is, depends on how it went. */
  void hostLeft(HostLink link, int status) {
    if (host != link) {
      return;
    }
    audience.flush();
    host = null;
    relay.metrics().hosts.decrement();
    if (ended || relay.isClosing()) {
      return;
    }
    if (!link.isCurrent()) {
      // It cannot come back: it does not know of its token.
      endForGood();
      return;
    }
    audience.hostFull(false);
    RelayLimits.Times times = relay.limits().times();
    long away = times.grace();
    if (status == CloseCode.NORMAL.status()) {
      away = Math.min(away, times.farewell());
      farewellAt = relay.nowMillis() + away;
    }
    relay.touch(id);
    audience.tellCurrent(ControlWriter.hostAway(away / 1000));
  }

  /** The host says that it will not come back. */
  void hostEnds(HostLink link) {
    if (host == link) {
      host = null;
      relay.metrics().hosts.decrement();
      endForGood();
      link.connection().close(CloseCode.NORMAL);
    }
  }

  private void endForGood() {
    relay.invalidate(id);
    end();
  }

  /** The session is over: everybody is told, and the hub is gone. */
  void end() {
    if (ended) {
      return;
    }
    audience.flush();
    ended = true;
    relay.hubs().remove(this);
    byte[] told = ControlWriter.error("Session disconnected");
    for (ViewerLink viewer : audience) {
      relay.invalidate(viewer.id());
      viewer.showLast();
      viewer.connection().refuse(told, CloseCode.SESSION_ENDED);
    }
    HostLink last = host;
    if (last != null) {
      last.connection().refuse(told, CloseCode.SESSION_ENDED);
    }
    terminals.clear();
  }

  /** A newer connection of that session was made, here or on another node. */
  void takenOver(SessionId session, long epoch) {
    HostLink link = host;
    if (session.equals(id)) {
      if (link != null && link.epoch() < epoch) {
        link.connection().supersede();
      }
      return;
    }
    for (ViewerLink viewer : audience) {
      if (viewer.id().equals(session) && viewer.epoch() < epoch) {
        viewer.connection().supersede();
      }
    }
  }

  /** The session of the host, or of one viewer, is suspended now, or is not. */
  void suspended(SessionId session, boolean is) {
    audience.flush();
    if (session.equals(id)) {
      suspended = is;
    }
    for (ViewerLink viewer : audience) {
      viewer.suspended(viewer.id().equals(session) ? is : viewer.isSuspended());
    }
  }

  // ---- viewers come and go

  /** A viewer enters: it is shown what was, and from then on gets what comes. */
  void enterViewer(ViewerLink link, ResumeToken token, boolean resumed) {
    audience.flush();
    for (ViewerLink older : audience) {
      if (older.id().equals(link.id())) {
        older.connection().close(CloseCode.REPLACED);
      }
    }
    Connection connection = link.connection();
    if (audience.size() >= relay.limits().hubs().viewersPerHost()) {
      relay.metrics().joinsRefused.increment();
      relay.invalidate(link.id());
      connection.refuse(ControlWriter.authFailed("Too many viewers", null, 0), CloseCode.LIMIT);
      return;
    }
    connection.become(link, relay.limits().frames().viewerQueueBytes());
    audience.add(link);
    Welcome welcome = new Welcome(connection.allocator(), link.isCurrent());
    welcome.text(
        ControlWriter.authSuccess(
            new ControlWriter.Admitted(
                token.text(),
                link.id().toString(),
                id.toString(),
                name,
                host != null,
                readOnly,
                resumed && hadHost)));
    if (link.holdsBack()) {
      if (link.isCurrent()) {
        welcome.text(ControlWriter.sessionSuspended());
      }
    } else {
      welcome.list(terminals.all());
      welcome.replay(terminals.all());
    }
    if (host == null && link.isCurrent()) {
      welcome.text(ControlWriter.hostAway(relay.limits().times().grace() / 1000));
    }
    link.welcome(welcome);
    HostLink present = host;
    if (present != null) {
      present
          .connection()
          .sendText(ControlWriter.browserConnected(link.id().toString(), audience.size()));
      if (present.isFull()) {
        connection.pause(Connection.HOST_FULL);
      }
    }
  }

  void viewerLeft(ViewerLink link) {
    if (!audience.remove(link)) {
      return;
    }
    HostLink present = host;
    if (present != null && !ended) {
      present
          .connection()
          .sendText(ControlWriter.browserDisconnected(link.id().toString(), audience.size()));
    }
  }

  /** The session of one viewer is over. */
  void viewerEnded(SessionId viewer) {
    for (ViewerLink link : audience) {
      if (link.id().equals(viewer)) {
        link.connection()
            .refuse(ControlWriter.error("Session disconnected"), CloseCode.SESSION_ENDED);
      }
    }
  }

  // ---- from the host

  /** Takes the host's list of terminals; answers whether there is room for all of them. */
  boolean listed(ControlMessage.SessionList list) {
    boolean complete = listIsComplete;
    listIsComplete = false;
    return terminals.list(list.sessions(), complete);
  }

  // ---- from viewers to the host

  /** Puts one frame of input behind what is to be sent to the host. */
  void writeInput(ByteBuf out, ByteBuf frame) {
    HostLink present = host;
    if (present != null && !present.isCurrent()) {
      InBandControl.writeInput(out, frame);
    } else {
      ServerFrames.binary(out, frame);
    }
  }

  /** Sends frames to the host, and releases them. */
  void toHost(ByteBuf frames) {
    HostLink present = host;
    if (present == null || ended) {
      frames.release();
    } else {
      present.connection().send(frames);
    }
  }

  void closeTerminal(String terminal) {
    HostLink present = host;
    if (present != null) {
      ByteBuf out = present.connection().allocator().buffer();
      if (present.isCurrent()) {
        ServerFrames.text(out, ControlWriter.closeSession(terminal));
      } else {
        InBandControl.writeCloseSession(out, terminal);
      }
      toHost(out);
    }
  }

  void createTerminal() {
    HostLink present = host;
    if (present != null) {
      present.connection().sendText(ControlWriter.createSession());
    }
  }

  // ---- time

  /** Called once, when the hub was made. */
  void enterSweep() {
    if (!ended) {
      relay.sweepOf(loop).add(this);
    }
  }

  @Override
  public void sweep(long now) {
    if (host == null && now >= farewellAt) {
      endForGood();
    }
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int index) {
    place = index;
  }
}
