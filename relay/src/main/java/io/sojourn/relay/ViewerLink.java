package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import org.jspecify.annotations.Nullable;

/** The connection of one viewer of a hub. */
final class ViewerLink implements Peer {

  private final Relay relay;
  private final Hub hub;
  private final Connection connection;
  private final SessionId id;
  private final int protocol;
  private final long epoch;
  private long touchedAt;
  private long replayBytes;
  private boolean behind;
  private boolean refusalSent;
  private boolean suspended;
  private boolean holdsBack;
  private @Nullable ByteBuf input;

  ViewerLink(Relay relay, Hub hub, Connection connection, Session session, int protocol) {
    this.relay = relay;
    this.hub = hub;
    this.connection = connection;
    this.id = session.id();
    this.protocol = protocol;
    this.epoch = session.epoch();
    this.suspended = session.state() == SessionState.SUSPENDED;
    this.holdsBack = suspended || hub.isSuspended();
    this.touchedAt = relay.nowMillis();
  }

  Connection connection() {
    return connection;
  }

  SessionId id() {
    return id;
  }

  long epoch() {
    return epoch;
  }

  /** Whether this viewer knows our additions. */
  boolean isCurrent() {
    return protocol >= 1;
  }

  // ---- suspended, by its own session or the host's

  /** Whether its own session is suspended. */
  boolean isSuspended() {
    return suspended;
  }

  /** Whether nothing passes to and from this viewer now. */
  boolean holdsBack() {
    return holdsBack;
  }

  /** Takes in what became of its own session; the hub knows what became of the host's. */
  void suspended(boolean is) {
    suspended = is;
    boolean before = holdsBack;
    holdsBack = suspended || hub.isSuspended();
    if (holdsBack == before) {
      return;
    }
    Welcome news = new Welcome(connection.allocator(), isCurrent());
    if (isCurrent()) {
      news.text(holdsBack ? ControlWriter.sessionSuspended() : ControlWriter.sessionResumed());
    }
    if (!holdsBack) {
      // What the host sent meanwhile is in the scrollback: the viewer is shown all of it again.
      news.replay(hub.terminals().all());
    }
    welcome(news.frames(), news.frames().readableBytes());
  }

  // ---- output to the viewer

  /** Sends the answer to its join with the replay; the replay does not count against its queue. */
  void welcome(ByteBuf frames, long ofReplay) {
    replayBytes = ofReplay;
    relay.metrics().bytesToViewers.add(frames.readableBytes());
    connection.send(frames);
  }

  /** Sends frames that others get too; answers whether the viewer keeps up. */
  boolean offer(ByteBuf shared) {
    if (holdsBack) {
      return true;
    }
    relay.metrics().bytesToViewers.add(shared.readableBytes());
    connection.send(shared.retainedDuplicate());
    long pending = connection.pendingBytes();
    int queue = relay.limits().frames().viewerQueueBytes();
    if (replayBytes > 0 && pending <= queue / 2) {
      replayBytes = 0;
    }
    return pending <= queue + replayBytes;
  }

  /** Whether so little waits again that the viewer may be called in step. */
  boolean hasCaughtUp() {
    int queue = relay.limits().frames().viewerQueueBytes();
    return connection.pendingBytes() <= queue / 2 + replayBytes;
  }

  /** Whether more waits than any patience allows. */
  boolean isFarBehind() {
    int queue = relay.limits().frames().viewerQueueBytes();
    return connection.pendingBytes() > 2L * queue + replayBytes;
  }

  boolean isBehind() {
    return behind;
  }

  void behind(boolean is) {
    behind = is;
  }

  @Override
  public void onWritable(boolean writable) {
    if (writable && behind) {
      hub.audience().caughtUp(this);
    }
  }

  // ---- input from the viewer

  @Override
  public void onText(ByteBuf text) {
    switch (relay.reader().read(text)) {
      case ControlMessage.CloseSession close -> {
        if (mayWrite()) {
          hub.closeTerminal(close.sessionId());
        }
      }
      case ControlMessage.CreateSession create -> {
        if (mayWrite()) {
          hub.createTerminal();
        }
      }
      case ControlMessage.Malformed malformed ->
          connection.sendText(ControlWriter.error("Invalid JSON"));
      case ControlMessage.TooLong field ->
          connection.sendText(ControlWriter.error("Field " + field.field() + " is too long"));
      default -> {
        if (isCurrent()) {
          connection.sendText(ControlWriter.error("Unknown message type"));
        }
      }
    }
  }

  @Override
  public void onBinary(ByteBuf frame) {
    TerminalFrame.Fault fault = TerminalFrame.check(frame);
    if (fault == null && hub.terminals().known(frame) == null) {
      fault = TerminalFrame.checkId(frame);
    }
    if (fault != null) {
      connection.protocolError(fault.message());
      return;
    }
    if (!mayWrite()) {
      return;
    }
    ByteBuf out = input;
    if (out == null) {
      out = connection.allocator().buffer(frame.readableBytes() + 16);
      input = out;
    }
    hub.writeInput(out, frame);
    relay.metrics().framesFromViewers.increment();
    relay.metrics().bytesFromViewers.add(frame.readableBytes());
  }

  /** Whether input is taken now; if not, the viewer is told, once per read. */
  private boolean mayWrite() {
    if (!holdsBack && !hub.isReadOnly() && hub.hasHost()) {
      return true;
    }
    if (!refusalSent && (hub.isReadOnly() || isCurrent())) {
      connection.sendText(ControlWriter.error(whyNot()));
    }
    refusalSent = true;
    return false;
  }

  private String whyNot() {
    if (hub.isReadOnly()) {
      return "Session is read-only";
    }
    return holdsBack ? "Session is suspended" : "Host is away";
  }

  @Override
  public void onReadComplete() {
    refusalSent = false;
    ByteBuf out = input;
    if (out != null) {
      input = null;
      hub.toHost(out);
    }
  }

  @Override
  public void onClosed(int status) {
    onReadComplete();
    hub.viewerLeft(this);
  }

  @Override
  public void sweep(long now) {
    if (now - touchedAt >= relay.limits().times().grace() / 3) {
      touchedAt = now;
      relay.touch(id);
    }
  }
}
