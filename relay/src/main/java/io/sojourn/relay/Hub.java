package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The live meeting place of one relayed session: its host, its viewers, its terminals' scrollback.
 *
 * <p>Everything happens on one event loop, the hub's, on which all its sockets are registered; so
 * there is no lock, and what a viewer is shown at its join and what it gets afterwards are cut at
 * one point by construction.
 *
 * <p>Frames of the host are encoded once and gathered for as long as one read of the host's socket
 * lasts; then each viewer is handed the same buffer. A viewer for which more waits than its queue
 * may hold holds the host's socket back, but only for the time of {@code patience}: if it has not
 * caught up by then it is closed. So a stalled viewer costs the others one such moment, and no
 * viewer slows the host below half a queue per patience.
 */
final class Hub implements LoopSweep.Swept {

  private final Relay relay;
  private final SessionId id;
  private final EventLoop loop;
  private final String name;
  private final boolean readOnly;
  private final Terminals terminals;
  private final List<ViewerLink> viewers = new ArrayList<>(2);

  private @Nullable HostLink host;
  private @Nullable ByteBuf burst;
  private int burstCapacity = 256;
  private boolean hadHost;
  private boolean ended;
  private boolean listIsComplete;
  private int behind;
  private @Nullable ScheduledFuture<?> patience;
  private long farewellAt = Long.MAX_VALUE;
  private int place = -1;

  Hub(Relay relay, Session session, EventLoop loop) {
    this.relay = relay;
    this.id = session.id();
    this.loop = loop;
    this.name = session.capabilities().getOrDefault(Roles.NAME, "");
    this.readOnly = Boolean.parseBoolean(session.capabilities().get(Roles.READ_ONLY));
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
    flush();
    HostLink old = host;
    boolean wasAway = old == null && (hadHost || resumed);
    boolean recovered = hadHost;
    host = link;
    hadHost = true;
    farewellAt = Long.MAX_VALUE;
    listIsComplete = resumed;
    if (old != null) {
      old.connection().close(CloseCode.REPLACED);
      viewers.forEach(viewer -> viewer.connection().resume(Connection.HOST_FULL));
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
    for (ViewerLink viewer : viewers) {
      link.connection().sendText(ControlWriter.browserConnected(viewer.id().toString(), ++present));
    }
    if (wasAway) {
      tellCurrentViewers(ControlWriter.hostBack());
    }
    if (behind > 0) {
      link.connection().pause(Connection.VIEWER_BEHIND);
    }
  }

  /** The host's connection is over; whether the session is, depends on how it went. */
  void hostLeft(HostLink link, int status) {
    if (host != link) {
      return;
    }
    flush();
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
    viewers.forEach(viewer -> viewer.connection().resume(Connection.HOST_FULL));
    RelayLimits.Times times = relay.limits().times();
    long away = times.grace();
    if (status == CloseCode.NORMAL.status()) {
      away = Math.min(away, times.farewell());
      farewellAt = relay.nowMillis() + away;
    }
    relay.touch(id);
    tellCurrentViewers(ControlWriter.hostAway(away / 1000));
  }

  /** The host says that it will not come back. */
  void hostEnds(HostLink link) {
    if (host == link) {
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
    flush();
    ended = true;
    relay.hubs().remove(this);
    byte[] told = ControlWriter.error("Session disconnected");
    for (ViewerLink viewer : List.copyOf(viewers)) {
      relay.invalidate(viewer.id());
      viewer.connection().refuse(told, CloseCode.SESSION_ENDED);
    }
    HostLink last = host;
    if (last != null) {
      last.connection().refuse(told, CloseCode.SESSION_ENDED);
    }
    cancelPatience();
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
    for (ViewerLink viewer : viewers) {
      if (viewer.id().equals(session) && viewer.epoch() < epoch) {
        viewer.connection().supersede();
      }
    }
  }

  // ---- viewers come and go

  /** A viewer enters: it is shown what was, and from then on gets what comes. */
  void enterViewer(ViewerLink link, ResumeToken token, boolean resumed) {
    flush();
    for (ViewerLink older : List.copyOf(viewers)) {
      if (older.id().equals(link.id())) {
        older.connection().close(CloseCode.REPLACED);
      }
    }
    Connection connection = link.connection();
    if (viewers.size() >= relay.limits().hubs().viewersPerHost()) {
      relay.metrics().joinsRefused.increment();
      relay.invalidate(link.id());
      connection.refuse(ControlWriter.authFailed("Too many viewers", null, 0), CloseCode.LIMIT);
      return;
    }
    connection.become(link, relay.limits().frames().viewerQueueBytes());
    viewers.add(link);
    relay.metrics().viewers.increment();
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
    welcome.replay(terminals.all());
    if (host == null && link.isCurrent()) {
      welcome.text(ControlWriter.hostAway(relay.limits().times().grace() / 1000));
    }
    link.welcome(welcome.frames(), welcome.frames().readableBytes());
    HostLink present = host;
    if (present != null) {
      present
          .connection()
          .sendText(ControlWriter.browserConnected(link.id().toString(), viewers.size()));
      if (present.isFull()) {
        connection.pause(Connection.HOST_FULL);
      }
    }
  }

  void viewerLeft(ViewerLink link) {
    if (!viewers.remove(link)) {
      return;
    }
    relay.metrics().viewers.decrement();
    if (link.isBehind()) {
      caughtUp(link);
    }
    HostLink present = host;
    if (present != null && !ended) {
      present
          .connection()
          .sendText(ControlWriter.browserDisconnected(link.id().toString(), viewers.size()));
    }
  }

  /** The session of one viewer is over. */
  void viewerEnded(SessionId viewer) {
    for (ViewerLink link : List.copyOf(viewers)) {
      if (link.id().equals(viewer)) {
        link.connection()
            .refuse(ControlWriter.error("Session disconnected"), CloseCode.SESSION_ENDED);
      }
    }
  }

  // ---- from the host to all viewers

  /** Takes the host's list of terminals; answers whether there is room for all of them. */
  boolean listed(ControlMessage.SessionList list) {
    boolean complete = listIsComplete;
    listIsComplete = false;
    return terminals.list(list.sessions(), complete);
  }

  void broadcastText(ByteBuf text) {
    if (!viewers.isEmpty() && !ended) {
      ServerFrames.text(burstFor(text), text);
    }
  }

  void broadcastBinary(ByteBuf frame) {
    relay.metrics().framesFromHosts.increment();
    relay.metrics().bytesFromHosts.add(frame.readableBytes());
    if (viewers.isEmpty() || ended) {
      return;
    }
    ByteBuf out = burstFor(frame);
    ServerFrames.binary(out, frame);
    if (out.readableBytes() >= relay.limits().frames().burstBytes()) {
      flush();
    }
  }

  private ByteBuf burstFor(ByteBuf content) {
    ByteBuf out = burst;
    if (out == null) {
      int atLeast = content.readableBytes() + 10;
      out = ByteBufAllocator.DEFAULT.directBuffer(Math.max(burstCapacity, atLeast));
      burst = out;
    }
    return out;
  }

  /** Hands what was gathered to every viewer. */
  void flush() {
    ByteBuf shared = burst;
    if (shared == null) {
      return;
    }
    burst = null;
    // The next burst is likely to be like this one; the guess shrinks slowly and grows at once.
    burstCapacity = Math.max(shared.readableBytes(), burstCapacity - burstCapacity / 4);
    try {
      for (int i = viewers.size() - 1; i >= 0; i--) {
        ViewerLink viewer = viewers.get(i);
        if (!viewer.offer(shared)) {
          fallsBehind(viewer);
        }
      }
    } finally {
      shared.release();
    }
  }

  private void fallsBehind(ViewerLink viewer) {
    HostLink present = host;
    long millis = relay.limits().times().patience();
    if (millis == 0 || present == null || viewer.isFarBehind()) {
      cut(viewer);
      return;
    }
    if (viewer.isBehind()) {
      return;
    }
    viewer.behind(true);
    behind++;
    present.connection().pause(Connection.VIEWER_BEHIND);
    if (patience == null) {
      relay.metrics().hostHolds.increment();
      patience = loop.schedule(this::patienceIsOver, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** A viewer that was behind is in step again, or gone. */
  void caughtUp(ViewerLink viewer) {
    viewer.behind(false);
    behind--;
    if (behind == 0) {
      cancelPatience();
      HostLink present = host;
      if (present != null && present.connection().isOpen()) {
        present.connection().resume(Connection.VIEWER_BEHIND);
      }
    }
  }

  private void patienceIsOver() {
    patience = null;
    for (ViewerLink viewer : List.copyOf(viewers)) {
      if (!viewer.isBehind()) {
        continue;
      }
      if (viewer.hasCaughtUp()) {
        caughtUp(viewer);
      } else {
        cut(viewer);
      }
    }
  }

  private void cancelPatience() {
    ScheduledFuture<?> timer = patience;
    if (timer != null) {
      patience = null;
      timer.cancel(false);
    }
  }

  private void cut(ViewerLink viewer) {
    relay.metrics().slowViewersClosed.increment();
    viewer.connection().close(CloseCode.SLOW);
  }

  private void tellCurrentViewers(byte[] message) {
    for (ViewerLink viewer : List.copyOf(viewers)) {
      if (viewer.isCurrent()) {
        viewer.connection().sendText(message);
      }
    }
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

  /** While too much waits for the host, viewers are not read. */
  void hostFull(boolean full) {
    for (ViewerLink viewer : viewers) {
      if (full) {
        viewer.connection().pause(Connection.HOST_FULL);
      } else {
        viewer.connection().resume(Connection.HOST_FULL);
      }
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
