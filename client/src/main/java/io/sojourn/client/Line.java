package io.sojourn.client;

import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, or an attempt at one: makes frames of messages and back. What comes is
 * read by one thread at a time, and no more is read while the driver is at work on it.
 */
final class Line implements WebSocket.Listener {

  static final String SUBPROTOCOL = "sojourn.v1";

  private static final long CLOSE_PATIENCE_SECONDS = 1;
  private static final int ROOM_AT_FIRST = 16 << 10;

  private final int number;
  private final Driver<?> driver;
  private volatile @Nullable WebSocket socket;
  private volatile boolean given;
  private byte[] parts = new byte[0];
  private int length;

  /** What is being sent; the driver's, guarded by its lock. */
  final Frame frame = new Frame();

  /** Whether {@link #frame} is being sent; guarded by the driver's lock. */
  boolean sending;

  Line(int number, Driver<?> driver) {
    this.number = number;
    this.driver = driver;
  }

  int number() {
    return number;
  }

  void connect(HttpClient http, URI server) {
    CompletableFuture<WebSocket> connecting =
        http.newWebSocketBuilder().subprotocols(SUBPROTOCOL).buildAsync(server, this);
    var unused =
        connecting.whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                driver.lost(this, server.getAuthority() + ": " + reason(failure));
              }
            });
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
      return "HTTP status " + refused.getResponse().statusCode() + " instead of " + SUBPROTOCOL;
    }
    return NetworkTrouble.why(failure);
  }

  /** Sends {@link #frame}. The stage completes when the next one may be sent. */
  CompletableFuture<WebSocket> send() {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not open");
    }
    return open.sendBinary(ConnectCodec.encodeClient(frame.messages()), true);
  }

  void ping() {
    WebSocket open = socket;
    if (open != null) {
      var unused = open.sendPing(ByteBuffer.allocate(0));
    }
  }

  /** Gives the connection up, or the attempt. */
  void abort() {
    given = true;
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
  }

  /** Says goodbye, so that the other end need not find out; what was sent before arrives. */
  void close() {
    given = true;
    WebSocket open = socket;
    if (open != null) {
      var unused =
          open.sendClose(WebSocket.NORMAL_CLOSURE, "")
              .orTimeout(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)
              .whenComplete((sent, failure) -> open.abort());
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    if (given) {
      opened.abort();
    } else if (!opened.getSubprotocol().equals(SUBPROTOCOL)) {
      opened.abort();
      driver.lost(this, "the server does not speak " + SUBPROTOCOL);
    } else {
      driver.opened(this);
      opened.request(1);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (length + data.remaining() > ConnectCodec.FRAME_BYTES_MAX) {
      broken(from, "a frame of more than " + ConnectCodec.FRAME_BYTES_MAX + " bytes");
      return null;
    }
    try {
      if (!last) {
        keep(data);
        driver.heard(this);
      } else {
        driver.received(this, whole(data));
      }
      from.request(1);
    } catch (BadFrameException e) {
      broken(from, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private List<ServerMessage> whole(ByteBuffer data) throws BadFrameException {
    if (length == 0) {
      return ConnectCodec.decodeServer(data);
    }
    keep(data);
    ByteBuffer frameBytes = ByteBuffer.wrap(parts, 0, length);
    length = 0;
    return ConnectCodec.decodeServer(frameBytes);
  }

  private void keep(ByteBuffer data) {
    int more = data.remaining();
    if (length + more > parts.length) {
      int room = Math.max(ROOM_AT_FIRST, Math.max(length + more, 2 * parts.length));
      parts = Arrays.copyOf(parts, room);
    }
    data.get(parts, length, more);
    length += more;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    broken(from, "a text, where only bytes are spoken");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    driver.heard(this);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    driver.heard(this);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    driver.lost(this, "the server closed the connection: " + status + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    driver.lost(this, NetworkTrouble.why(failure));
  }

  private void broken(WebSocket from, String what) {
    from.abort();
    driver.lost(this, "the server sent " + what);
  }
}
