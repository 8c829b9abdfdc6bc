package io.sojourn.campaign;

import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the session protocol without a client behind it: says what it is told to, however
 * often, and hands on what it hears.
 *
 * <p>One thread sends and receives.
 */
final class RawLine implements WebSocket.Listener, AutoCloseable {

  private static final long PATIENCE_SECONDS = 10;
  private static final ServerMessage LOST = new ServerMessage.Closed("line_lost", "", "");

  private final BlockingQueue<ServerMessage> heard = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private @Nullable WebSocket socket;
  private boolean over;

  private RawLine() {}

  /**
   * Opens a connection; nothing if that fails.
   *
   * @param door host and port of a node's door
   * @param asPage whether to come like a page of that node: one that does not lead then hands the
   *     connection on to the leader, else it says who leads
   */
  static Optional<RawLine> open(String door, boolean asPage) throws InterruptedException {
    RawLine line = new RawLine();
    WebSocket.Builder builder = Gauges.HTTP.newWebSocketBuilder().subprotocols("sojourn.v1");
    if (asPage) {
      builder.header("Origin", "http://" + door);
    }
    try {
      line.socket =
          builder
              .buildAsync(URI.create("ws://" + door + "/v1/connect"), line)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Optional.of(line);
    } catch (ExecutionException | TimeoutException refused) {
      return Optional.empty();
    }
  }

  /** Sends messages in one frame; whether that went well. */
  boolean send(List<ClientMessage> messages) throws InterruptedException {
    WebSocket open = socket;
    if (open == null) {
      return false;
    }
    try {
      var unused =
          open.sendBinary(ConnectCodec.encodeClient(messages), true)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException lost) {
      return false;
    }
  }

  /** The next message; nothing if the line is lost, or silent for long. */
  Optional<ServerMessage> next() throws InterruptedException {
    if (over) {
      return Optional.empty();
    }
    ServerMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    over = message == null || message.equals(LOST);
    return over ? Optional.empty() : Optional.of(message);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    parts.writeBytes(bytes);
    if (last) {
      try {
        heard.addAll(ConnectCodec.decodeServer(ByteBuffer.wrap(parts.toByteArray())));
      } catch (BadFrameException e) {
        throw new IllegalStateException("the server sent what is no frame", e);
      }
      parts.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    heard.add(LOST);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    heard.add(LOST);
  }

  /** Breaks the line off: what is on its way may arrive or not. */
  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}
