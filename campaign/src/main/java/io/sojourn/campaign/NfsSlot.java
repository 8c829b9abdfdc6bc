package io.sojourn.campaign;

import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.session.SequenceArguments;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A slot of a session, numbered by hand: so that a request can be sent again at any time. */
final class NfsSlot {

  private static final long REST_NANOS = 20_000_000;
  private static final int DELAYS_MAX = 10_000;

  private final SessionKey session;
  private final int number;
  private final int highest;
  private long sequence;
  private byte @Nullable [] unanswered;

  /**
   * Makes one that was not used yet.
   *
   * @param highest of the session's slots that are in use
   */
  NfsSlot(SessionKey session, int number, int highest) {
    this.session = session;
    this.number = number;
    this.highest = highest;
  }

  /** The next request on the slot; the one before has to be answered. */
  Compound next(boolean kept) {
    sequence++;
    return new Compound().sequence(new SequenceArguments(session, sequence, number, highest, kept));
  }

  /** Sends the next request and waits for the answer. */
  CompoundReply ask(NfsConnection connection, Compound request)
      throws NfsLost, InterruptedException {
    byte[] encoded = request.encode();
    unanswered = encoded;
    CompoundReply reply = ask(connection, encoded);
    unanswered = null;
    return reply;
  }

  /** Sends the request of unknown fate again if there is one, whatever the answer. */
  void settle(NfsConnection connection) throws NfsLost, InterruptedException {
    byte[] again = unanswered;
    if (again != null) {
      var unused = ask(connection, again);
      unanswered = null;
    }
  }

  /** Sends a request, again and again while the server asks to wait (NFS4ERR_DELAY). */
  static CompoundReply ask(NfsConnection connection, byte[] request)
      throws NfsLost, InterruptedException {
    for (int i = 0; i < DELAYS_MAX; i++) {
      CompoundReply reply = askOnce(connection, request);
      if (reply.status() != Status.DELAY || reply.isSequenced()) {
        return reply;
      }
      Patience.rest(REST_NANOS);
    }
    throw new IllegalStateException("told to wait " + DELAYS_MAX + " times");
  }

  private static CompoundReply askOnce(NfsConnection connection, byte[] request)
      throws NfsLost, InterruptedException {
    try {
      return connection.sendEncoded(request).toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof RpcException.ConnectionLost
          || cause instanceof RpcException.NotWritten
          || cause instanceof IOException) {
        throw new NfsLost("" + cause);
      }
      throw new IllegalStateException("" + cause, cause);
    }
  }
}
