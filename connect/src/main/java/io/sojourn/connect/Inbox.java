package io.sojourn.connect;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What came over one connection: the messages that are not taken yet, when to read and when not,
 * and when the peer was last heard. Used on the connection's event loop.
 */
final class Inbox {

  /*
   * A frame is decoded as a whole, and its messages wait until there is room for them: nothing is taken
   * while the session is being taken over, while too many commands are under way in the kernel, or while
   * too much output waits. As long as something waits here, the socket is not read, so there is at most
   * what one read gave.
   */

  private final Connect door;
  private final Connection connection;
  private final MessageForm form;
  private final Outbox outbox;
  private final ChannelConfig socket;
  private final Admission admission;
  private final Queue<ClientMessage> waiting = new ArrayDeque<>();
  private @Nullable Dialogue dialogue;
  private boolean awaitsFirst = true;
  private boolean paused;
  private boolean closed;
  private long heardAt;

  /**
   * Makes an empty one.
   *
   * @param admission takes the first message
   * @param outbox while it is too full, nothing is taken
   */
  Inbox(
      Connect door,
      Connection connection,
      MessageForm form,
      Admission admission,
      Outbox outbox,
      ChannelConfig socket) {
    this.door = door;
    this.connection = connection;
    this.form = form;
    this.admission = admission;
    this.outbox = outbox;
    this.socket = socket;
    this.heardAt = door.nowMillis();
  }

  /** Something came, whatever it is. */
  void heard() {
    heardAt = door.nowMillis();
  }

  /** For how long nothing came. */
  long silence(long now) {
    return now - heardAt;
  }

  /** Whether the socket is not read, so that nothing can be heard. */
  boolean isPaused() {
    return paused;
  }

  /** Whether the first message is still to come. */
  boolean awaitsFirst() {
    return awaitsFirst;
  }

  /** Takes a frame of messages. */
  void take(WebSocketFrame frame) {
    door.metrics().framesIn.increment();
    if (!form.takes(frame)) {
      connection.refuse(Fault.OTHER_FRAMES);
      return;
    }
    if (form == MessageForm.JSON && !ByteBufUtil.isText(frame.content(), StandardCharsets.UTF_8)) {
      connection.refuse(Fault.NOT_UTF8);
      return;
    }
    try {
      List<ClientMessage> messages = form.read(frame.content());
      messages.forEach(door.metrics()::heard);
      waiting.addAll(messages);
      proceed();
    } catch (BadFrameException e) {
      connection.refuse(Fault.of(e));
    }
  }

  /** The session is the connection's: its messages are taken from now on. */
  void admitted(Dialogue to) {
    dialogue = to;
    proceed();
  }

  /** Takes what waits as far as there is room for it, and reads on if nothing waits any more. */
  void proceed() {
    while (!closed && !waiting.isEmpty() && hasRoom()) {
      ClientMessage message = waiting.remove();
      if (dialogue != null) {
        dialogue.take(message);
      } else {
        awaitsFirst = false;
        admission.take(message);
      }
    }
    if (!closed) {
      pause(!waiting.isEmpty() || !hasRoom());
    }
  }

  private boolean hasRoom() {
    Dialogue now = dialogue;
    return now == null
        ? awaitsFirst
        : now.hasRoom() && outbox.bytes() < door.limits().outputBytes();
  }

  private void pause(boolean pausing) {
    if (paused != pausing) {
      paused = pausing;
      if (pausing && dialogue != null) {
        door.metrics().pauses.increment();
      }
      // Who was not read could not be heard.
      heard();
      socket.setAutoRead(!pausing);
    }
  }

  /** Takes nothing more; what waits is dropped. */
  void close() {
    closed = true;
    waiting.clear();
  }

  /** As {@link #close}, and what still comes is read, since the peer's close frame is behind it. */
  void drop() {
    close();
    pause(false);
  }
}
