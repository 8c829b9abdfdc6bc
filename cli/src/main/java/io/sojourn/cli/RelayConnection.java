package io.sojourn.cli;

import io.sojourn.client.NetworkTrouble;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connection to the relay that comes back by itself: connects, greets, hands on what arrives, and
 * after a loss tries again with growing pauses until the server says that it is over.
 *
 * <p>The first attempt is made once: a wrong address is told at once. Safe for several threads.
 */
final class RelayConnection implements AutoCloseable {
  /** What may wait for a slow network before the oldest is given up. */
  static final int OUTBOX_BYTES_MAX = 4 * 1024 * 1024;

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final long FLUSH_PATIENCE_MILLIS = 2_000;

  private final ServerAddress server;
  private final RelayParty party;
  private final Backoff backoff;
  private final HttpClient http;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile @Nullable RelayLink link;
  private boolean everWelcomed;

  RelayConnection(ServerAddress server, RelayParty party, RandomGenerator random) {
    this.server = server;
    this.party = party;
    this.backoff = new Backoff(random);
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /** Starts connecting, on a thread of its own. */
  void start() {
    Thread.ofVirtual().name("relay-connection").start(this::run);
  }

  /** Sends a control message if there is a connection; without one it is dropped. */
  void send(ObjectNode message) {
    RelayLink now = link;
    if (now != null) {
      now.outbox().add(new Outbox.Frame.Text(message.toString()));
    }
  }

  /**
   * Sends a terminal's bytes if there is a connection; without one they are dropped.
   *
   * @return false when the network is so slow that there was no room for them in time
   */
  boolean send(ByteBuffer frame, long patienceMillis) {
    RelayLink now = link;
    try {
      return now == null || now.outbox().offer(new Outbox.Frame.Bytes(frame), patienceMillis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Gives up the terminal bytes that wait. */
  void dropBytes() {
    RelayLink now = link;
    if (now != null) {
      now.outbox().dropBytes();
    }
  }

  /** Sends what waits, closes, and returns when that is done or two seconds have passed. */
  @Override
  public void close() {
    closing.countDown();
    RelayLink now = link;
    if (now != null) {
      now.leave();
    }
    try {
      if (!finished.await(FLUSH_PATIENCE_MILLIS, TimeUnit.MILLISECONDS) && now != null) {
        now.abort("left");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }

  private void run() {
    try {
      while (!isClosing()) {
        RelayLink attempt = new RelayLink(party, OUTBOX_BYTES_MAX);
        RelayLink.Closing closed = connect(attempt);
        link = null;
        if (isClosing()) {
          return;
        }
        if (attempt.wasWelcomed()) {
          everWelcomed = true;
          backoff.reset();
        }
        if (closed.isFinal()) {
          party.ended(new RelayEnd.Closed(closed.code(), closed.reason()));
          return;
        }
        if (!everWelcomed) {
          party.ended(new RelayEnd.Unreachable(closed.reason()));
          return;
        }
        party.away(closed.reason());
        if (closing.await(backoff.next().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      finished.countDown();
    }
  }

  /** Connects and stays until the connection is gone. */
  private RelayLink.Closing connect(RelayLink attempt) throws InterruptedException {
    CompletableFuture<WebSocket> connecting =
        http.newWebSocketBuilder()
            .connectTimeout(CONNECT_PATIENCE)
            .buildAsync(server.webSocket(), attempt);
    try {
      WebSocket socket = connecting.get(CONNECT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      link = attempt;
      if (isClosing()) {
        attempt.leave();
      }
      return attempt.serve(socket);
    } catch (TimeoutException silent) {
      var unused = connecting.thenAccept(WebSocket::abort);
      return RelayLink.Closing.lost("no answer within " + CONNECT_PATIENCE.toSeconds() + " s");
    } catch (ExecutionException failed) {
      return RelayLink.Closing.lost(
          refusal(failed.getCause() == null ? failed : failed.getCause()));
    }
  }

  private static String refusal(Throwable failure) {
    if (failure instanceof WebSocketHandshakeException handshake
        && handshake.getResponse() != null) {
      return "HTTP status " + handshake.getResponse().statusCode() + " instead of a relay";
    }
    return NetworkTrouble.why(failure);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }
}
