package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one viewer of a hub.
 *
 * <p>Nobody waits for a viewer. One for which more waits than its queue may hold misses output from
 * then on; control messages still pass, a queue of them at most. Once it has read half of its queue
 * it is shown what the scrollback has, as at its join, and then live output again: what it sees has
 * no gap but the one that the replay marks, and it always gets whole replays, however slow it is.
 * One that is behind and takes nothing at all for a while is closed. A viewer that is suspended
 * misses output, and is shown the latest afterwards, in the same way.
 */
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
  private boolean listMissed;
  private long controlBytes;
  private final Standstill stall;
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
    this.behind = holdsBack;
    this.listMissed = holdsBack;
    this.touchedAt = relay.nowMillis();
    this.stall = new Standstill(0, touchedAt);
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
    if (isCurrent()) {
      connection.sendText(
          holdsBack ? ControlWriter.sessionSuspended() : ControlWriter.sessionResumed());
    }
    if (holdsBack) {
      behind = true;
      listMissed = true;
    } else if (!connection.queue().isFull()) {
      showLatest();
    }
  }

  // ---- output to the viewer

  /** Sends the answer to its join with the replay; the replay does not count against its queue. */
  void welcome(Welcome welcome) {
    ByteBuf frames = welcome.frames();
    replayBytes = frames.readableBytes();
    if (frames.isReadable()) {
      pass(frames);
    } else {
      frames.release();
    }
  }

  /**
   * Hands over what the host sent, to others too, and lends it.
   *
   * @param all in the order in which it came
   * @param control the control messages among it alone, if there are any
   */
  void offer(ByteBuf all, @Nullable ByteBuf control) {
    if (holdsBack) {
      return;
    }
    int queueBytes = relay.limits().frames().viewerQueueBytes();
    long pending = connection.queue().pendingBytes();
    if (pending <= queueBytes / 2) {
      replayBytes = 0;
    }
    boolean hasOutput = control == null || control.readableBytes() < all.readableBytes();
    if (hasOutput && !behind && pending > queueBytes + replayBytes) {
      behind = true;
      relay.metrics().viewerSkips.increment();
    }
    if (!behind) {
      pass(all.retainedDuplicate());
    } else if (control != null) {
      pass(control.retainedDuplicate());
      controlBytes += connection.queue().pendingBytes() - pending;
      if (controlBytes > queueBytes) {
        cut();
      }
    }
  }

  /** Shows what was missed, now if ever: the session is about to end. */
  void showLast() {
    if (!holdsBack) {
      showLatest();
    }
  }

  private void showLatest() {
    if (behind) {
      // What was gathered for the viewers is in the scrollback already: it must not come after it.
      hub.audience().flush();
    }
    if (!behind) {
      return;
    }
    behind = false;
    controlBytes = 0;
    Welcome latest = new Welcome(connection.allocator(), isCurrent());
    if (listMissed) {
      listMissed = false;
      latest.list(hub.terminals().all());
    }
    latest.replayAgain(hub.terminals().all());
    welcome(latest);
  }

  private void pass(ByteBuf frames) {
    relay.metrics().bytesToViewers.add(frames.readableBytes());
    connection.send(frames);
  }

  @Override
  public void onWritable(boolean writable) {
    if (writable && !holdsBack) {
      showLatest();
    }
  }

  /** Whether it is behind and has taken nothing for longer than is waited for. */
  private boolean isStalled(long now) {
    SendQueue queue = connection.queue();
    if (!behind || !queue.isFull()) {
      stall.moved(queue.takenBytes(), now);
      return false;
    }
    return stall.millis(queue.takenBytes(), now) >= relay.limits().times().viewerStall();
  }

  private void cut() {
    relay.metrics().slowViewersClosed.increment();
    connection.close(CloseCode.SLOW);
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
          connection.answer(ControlWriter.error("Invalid JSON"));
      case ControlMessage.TooLong field ->
          connection.answer(ControlWriter.error("Field " + field.field() + " is too long"));
      default -> {
        if (isCurrent()) {
          connection.answer(ControlWriter.error("Unknown message type"));
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
      connection.answer(ControlWriter.error(whyNot()));
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
    if (isStalled(now)) {
      cut();
      return;
    }
    if (now - touchedAt >= relay.limits().times().grace() / 3) {
      touchedAt = now;
      relay.touch(id);
    }
  }
}
