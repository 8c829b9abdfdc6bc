package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has not said yet what it is, or has said so and waits for the kernel's answer.
 * While it waits it is not read; the messages that came in the same read wait here, bounded by what
 * one read holds.
 */
final class Newcomer implements Peer {

  private record Held(ByteBuf message, boolean isText) {}

  private final Relay relay;
  private final Connection connection;
  private final long since;
  private @Nullable ArrayDeque<Held> held;
  private boolean waiting;

  Newcomer(Relay relay, Connection connection) {
    this.relay = relay;
    this.connection = connection;
    this.since = relay.nowMillis();
  }

  @Override
  public void onText(ByteBuf text) {
    if (waiting) {
      hold(text, true);
      return;
    }
    switch (relay.reader().read(text)) {
      case ControlMessage.Register register -> {
        await();
        relay.admission().register(connection, this, register);
      }
      case ControlMessage.Auth auth -> {
        await();
        relay.admission().authenticate(connection, this, auth);
      }
      case ControlMessage.Malformed malformed -> connection.protocolError("Invalid JSON");
      case ControlMessage.TooLong field ->
          connection.protocolError("Field " + field.field() + " is too long");
      default -> connection.protocolError("First message must be Register or Auth");
    }
  }

  @Override
  public void onBinary(ByteBuf frame) {
    if (waiting) {
      hold(frame, false);
    } else {
      connection.protocolError("First message must be JSON");
    }
  }

  private void await() {
    waiting = true;
    connection.pause(Connection.ADMISSION);
  }

  private void hold(ByteBuf message, boolean isText) {
    ArrayDeque<Held> queue = held;
    if (queue == null) {
      queue = new ArrayDeque<>();
      held = queue;
    }
    queue.add(new Held(message.retain(), isText));
  }

  /** Hands everything that waited to what the newcomer has become, and reads on. */
  void release(Peer to) {
    ArrayDeque<Held> queue = held;
    held = null;
    if (queue != null) {
      for (Held each : queue) {
        if (connection.isOpen()) {
          if (each.isText()) {
            to.onText(each.message());
          } else {
            to.onBinary(each.message());
          }
        }
        each.message().release();
      }
      to.onReadComplete();
    }
    connection.resume(Connection.ADMISSION);
  }

  @Override
  public void onClosed(int status) {
    ArrayDeque<Held> queue = held;
    held = null;
    if (queue != null) {
      queue.forEach(each -> each.message().release());
    }
  }

  @Override
  public void sweep(long now) {
    RelayLimits.Times times = relay.limits().times();
    if (!waiting) {
      if (now - since >= times.firstMessage()) {
        connection.close(CloseCode.FIRST_MESSAGE_TIMEOUT);
      }
    } else if (now - since >= times.firstMessage() + times.kernel()) {
      connection.refuse(ControlWriter.error("Service unavailable"), CloseCode.UNAVAILABLE);
    }
  }
}
