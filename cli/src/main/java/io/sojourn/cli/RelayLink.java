package io.sojourn.cli;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One WebSocket of a relay connection, from its opening to its end; never used again after that.
 *
 * <p>The JDK calls the listener's methods one at a time; one thread of ours sends, another watches
 * that the other side is still there.
 */
final class RelayLink implements WebSocket.Listener {
  /** More than any message of the relay; a server that sends more is not one. */
  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final long PING_EVERY_MILLIS = 10_000;
  private static final long SILENCE_MILLIS_MAX = 25_000;

  /** How a connection ended: the close code, or 1006 where there was none. */
  record Closing(int code, String reason) {
    private static final int ABNORMAL = 1006;

    static Closing lost(String reason) {
      return new Closing(ABNORMAL, reason);
    }

    /** Whether coming back would be in vain. */
    boolean isFinal() {
      return (code >= 4000 && code < 4100)
          || code == 1002
          || code == 1007
          || code == 1008
          || code == 1009;
    }
  }

  private final RelayParty party;
  private final Outbox outbox;
  private final CompletableFuture<Closing> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean welcomed;

  RelayLink(RelayParty party, int outboxBytesMax) {
    this.party = party;
    this.outbox = new Outbox(outboxBytesMax);
  }

  Outbox outbox() {
    return outbox;
  }

  /** Whether the server answered the greeting. */
  boolean wasWelcomed() {
    return welcomed;
  }

  /** Greets, then works until the connection is gone. */
  Closing serve(WebSocket opened) throws InterruptedException {
    Thread sender = Thread.ofVirtual().name("relay-sender").start(() -> sendAll(opened));
    Thread watcher = Thread.ofVirtual().name("relay-watcher").start(() -> watch(opened));
    try {
      return closed.join();
    } finally {
      outbox.close();
      sender.interrupt();
      watcher.interrupt();
      opened.abort();
    }
  }

  /** Closes after what waits has been sent. */
  void leave() {
    outbox.close();
  }

  void abort(String reason) {
    closed.complete(Closing.lost(reason));
  }

  // ---- sending ----------------------------------------------------------------------------------

  private void sendAll(WebSocket opened) {
    try {
      opened.sendText(party.greeting().toString(), true).join();
      for (Outbox.Frame frame = outbox.take(); frame != null; frame = outbox.take()) {
        switch (frame) {
          case Outbox.Frame.Text message -> opened.sendText(message.json(), true).join();
          case Outbox.Frame.Bytes terminal -> opened.sendBinary(terminal.wire(), true).join();
        }
        if (outbox.isEmpty()) {
          party.drained();
        }
      }
      opened.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    } catch (CompletionException lost) {
      abort(SojournCommand.reason(lost));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(WebSocket opened) {
    try {
      while (!closed.isDone()) {
        Thread.sleep(PING_EVERY_MILLIS);
        long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
        if (silentMillis > SILENCE_MILLIS_MAX) {
          abort("the server has been silent for " + silentMillis / 1000 + " s");
          return;
        }
        opened.sendPing(ByteBuffer.allocate(0)).join();
      }
    } catch (CompletionException lost) {
      abort(SojournCommand.reason(lost));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- receiving --------------------------------------------------------------------------------

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    heardNanos = System.nanoTime();
    text.append(part);
    if (text.length() > MESSAGE_BYTES_MAX) {
      abort("the server sent a message over " + MESSAGE_BYTES_MAX + " bytes");
      return null;
    }
    if (last) {
      ObjectNode message = Json.parse(text.toString());
      text.setLength(0);
      if (message != null && !closed.isDone()) {
        welcomed |= isWelcome(message);
        party.message(message);
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    heardNanos = System.nanoTime();
    if (bytes.size() + part.remaining() > MESSAGE_BYTES_MAX) {
      abort("the server sent a frame over " + MESSAGE_BYTES_MAX + " bytes");
      return null;
    }
    if (last && bytes.size() == 0) {
      deliver(part);
    } else {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
      if (last) {
        deliver(ByteBuffer.wrap(bytes.toByteArray()));
        bytes.reset();
      }
    }
    from.request(1);
    return null;
  }

  private void deliver(ByteBuffer wire) {
    if (closed.isDone()) {
      return;
    }
    TerminalFrame frame;
    try {
      frame = TerminalFrame.decode(wire);
    } catch (IllegalArgumentException malformed) {
      abort(SojournCommand.reason(malformed));
      return;
    }
    party.bytes(frame);
  }

  private static boolean isWelcome(ObjectNode message) {
    String type = Json.text(message, "type");
    return type.equals("registered") || type.equals("auth_success");
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
    heardNanos = System.nanoTime();
    from.request(1);
    return null; // the JDK answers
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
    heardNanos = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(new Closing(code, reason.isEmpty() ? "closed by the server" : reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    abort(SojournCommand.reason(failure));
  }
}
