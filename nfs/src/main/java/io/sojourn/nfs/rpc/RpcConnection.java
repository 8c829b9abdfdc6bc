package io.sojourn.nfs.rpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, over which both sides may call each other. Every method may be called from
 * any thread.
 */
public final class RpcConnection {

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final Line line;

  /** Begins anywhere: whoever reads along takes the calls of the two sides by their numbers. */
  private final AtomicInteger xids = new AtomicInteger(ThreadLocalRandom.current().nextInt());

  private final List<Runnable> closeListeners = new ArrayList<>();
  private boolean closed;
  private volatile @Nullable Object attachment;

  RpcConnection(Line line) {
    this.line = line;
  }

  /** A number that no other connection of this process has. */
  public long id() {
    return id;
  }

  /** The other end; null if it is not known. */
  public @Nullable InetSocketAddress remoteAddress() {
    SocketAddress address = line.channel().remoteAddress();
    return address instanceof InetSocketAddress internet ? internet : null;
  }

  /** Whether it is open. */
  public boolean isOpen() {
    return line.channel().isActive();
  }

  /** Closes it, soon. What was not sent is dropped, and what waits for a reply fails. */
  public void close() {
    line.close();
  }

  /**
   * Has something done when it is closed: on its event loop, which must not be blocked; at once and
   * on this thread if it is closed already.
   */
  public void onClose(Runnable action) {
    synchronized (closeListeners) {
      if (!closed) {
        closeListeners.add(action);
        return;
      }
    }
    action.run();
  }

  /** Tells those who wanted to know. */
  void closed() {
    List<Runnable> all;
    synchronized (closeListeners) {
      closed = true;
      all = List.copyOf(closeListeners);
      closeListeners.clear();
    }
    all.forEach(Runnable::run);
  }

  /** Has something done on its event loop, which must not be blocked; never if that has ended. */
  public void execute(Runnable action) {
    try {
      line.channel().eventLoop().execute(action);
    } catch (RejectedExecutionException e) {
      // The server is closed, and with it whoever waits for what the action would have said.
    }
  }

  /** What a user of the connection keeps with it; null at first. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Keeps something with the connection. */
  public void attach(@Nullable Object value) {
    attachment = value;
  }

  /**
   * Calls a procedure of the peer over this connection.
   *
   * @param arguments encoded, a multiple of four bytes, not to be changed any more
   * @param timeoutMillis how long the reply may take; what comes later is ignored
   * @return the results, encoded; or an {@link RpcException}. Completed on the connection's event
   *     loop, which must not be blocked
   */
  public CompletionStage<byte[]> call(
      int program,
      int version,
      int procedure,
      RpcCredential credential,
      byte[] arguments,
      long timeoutMillis) {
    CallsOut calls = line.callsOut();
    if (!calls.claim()) {
      return CompletableFuture.failedFuture(
          new RpcException.NotWritten("as many calls wait for replies as may"));
    }
    OutgoingCall call =
        new OutgoingCall(
            calls,
            xids.incrementAndGet(),
            program,
            version,
            procedure,
            credential,
            arguments,
            timeoutMillis);
    line.send(call);
    return call.results();
  }

  /** Its id and the other end, for logs. */
  @Override
  public String toString() {
    return "RPC connection " + id + " of " + line.channel().remoteAddress();
  }
}
