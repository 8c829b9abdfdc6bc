package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.BindConnectionResult;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.ChannelDirection;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.CreateSessionResult;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdFlags;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.session.StateProtection;
import io.sojourn.nfs.xdr.XdrException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A session of a client: numbers compounds on its slots, keeps to the slots that the server allows,
 * and can send one again whose fate is unknown (RFC 8881, 2.10.6). It sends over the connection
 * that made it until told of another one. Every method may be called from any thread.
 */
public final class ClientSession {

  private static final int SLOTS_MAX = 1024;

  private final NfsClient client;
  private final long clientId;
  private final CreateSessionResult granted;
  private final Slots slots;
  private volatile NfsConnection connection;

  private ClientSession(
      NfsClient client, NfsConnection connection, long clientId, CreateSessionResult granted) {
    this.client = client;
    this.connection = connection;
    this.clientId = clientId;
    this.granted = granted;
    this.slots = new Slots((int) Math.min(granted.fore().requestsMax(), SLOTS_MAX), SLOTS_MAX);
  }

  /**
   * Makes one: EXCHANGE_ID, CREATE_SESSION, and RECLAIM_COMPLETE if the options say so. Waits.
   *
   * @throws NfsException if the server refuses one of them
   */
  public static ClientSession open(
      NfsClient client, NfsConnection connection, SessionOptions options)
      throws IOException, RpcException, XdrException, NfsException {
    ExchangeIdResult id =
        ExchangeIdResult.read(
            connection
                .call(
                    new Compound()
                        .exchangeId(
                            new ExchangeIdArguments(
                                options.verifier(),
                                options.owner(),
                                ExchangeIdFlags.USE_NON_PNFS,
                                new StateProtection.None(),
                                Optional.empty())))
                .orThrow()
                .read(Op.EXCHANGE_ID));
    return open(client, connection, options, id.clientId(), id.sequence());
  }

  /**
   * Makes one for a client that is known to the server.
   *
   * @param sequence the number of the creation, 0 to 2^32-1
   */
  public static ClientSession open(
      NfsClient client,
      NfsConnection connection,
      SessionOptions options,
      long clientId,
      long sequence)
      throws IOException, RpcException, XdrException, NfsException {
    CreateSessionArguments arguments =
        new CreateSessionArguments(
            clientId,
            sequence,
            options.flags(),
            options.fore(),
            options.back(),
            NfsClient.CALLBACK_PROGRAM,
            options.security());
    CompoundReply created =
        Awaited.get(
            connection
                .send(new Compound().createSession(arguments))
                .thenApply(reply -> expectCallbacks(client, options, reply)));
    ClientSession session =
        new ClientSession(
            client,
            connection,
            clientId,
            CreateSessionResult.read(created.orThrow().read(Op.CREATE_SESSION)));
    if (options.reclaimComplete()) {
      CompoundReply reply = session.call(new Compound().reclaimComplete(false), false);
      if (reply.status() != Status.COMPLETE_ALREADY) {
        reply.orThrow();
      }
    }
    return session;
  }

  /** Done on the event loop that reads the reply: a callback may be right behind it. */
  private static CompoundReply expectCallbacks(
      NfsClient client, SessionOptions options, CompoundReply created) {
    if (created.status() == Status.OK) {
      try {
        CreateSessionResult granted = CreateSessionResult.read(created.read(Op.CREATE_SESSION));
        client
            .callbacks()
            .add(
                granted.session(),
                new CallbackSlots(options.callbacks(), granted.back().requestsMax()));
      } catch (XdrException e) {
        throw new CompletionException(e);
      }
    }
    return created;
  }

  /** Its id. */
  public SessionKey key() {
    return granted.session();
  }

  /** Whose it is. */
  public long clientId() {
    return clientId;
  }

  /** What the server granted. */
  public CreateSessionResult granted() {
    return granted;
  }

  /** Sends over another connection from now on. */
  public void use(NfsConnection other) {
    connection = other;
  }

  /**
   * Sends a compound behind a SEQUENCE on the lowest free slot, as soon as there is one.
   *
   * @param keep whether the server is to keep the reply for retries
   * @return the reply, whatever its status; or how it failed. Unless nothing was sent the slot is
   *     lost then; to try again use {@link #start}
   */
  public CompletionStage<CompoundReply> send(Compound compound, boolean keep) {
    CompletableFuture<CompoundReply> result = new CompletableFuture<>();
    slots.takeOrWait(
        slot -> {
          if (slot == null) {
            result.completeExceptionally(new IOException("not sent: there is no slot for it"));
          } else {
            transmit(make(slot, compound, keep), connection, result);
          }
        });
    return result;
  }

  /**
   * Sends a compound behind a SEQUENCE on the lowest free slot.
   *
   * @param keep whether the server is to keep the reply for retries
   * @throws IllegalStateException if no slot is free
   */
  public SessionCall start(Compound compound, boolean keep) {
    Slots.Slot slot = slots.take();
    if (slot == null) {
      throw new IllegalStateException("no slot is free");
    }
    SessionCall call = make(slot, compound, keep);
    transmit(call, connection, call.future());
    return call;
  }

  private SessionCall make(Slots.Slot slot, Compound compound, boolean keep) {
    SequenceArguments sequence =
        new SequenceArguments(
            granted.session(), slot.next(), slot.number(), slots.highestBusy(), keep);
    return new SessionCall(slot, sequence, compound.encodeBehind(sequence));
  }

  /**
   * Sends a compound once more, byte for byte, over any connection. The slot is free again when a
   * reply has come.
   */
  public CompletionStage<CompoundReply> resend(SessionCall call, NfsConnection over) {
    CompletableFuture<CompoundReply> result = new CompletableFuture<>();
    slots.retry(call.slot());
    transmit(call, over, result);
    return result;
  }

  private void transmit(
      SessionCall call, NfsConnection over, CompletableFuture<CompoundReply> result) {
    var unused =
        over.sendEncoded(call.encoded())
            .whenComplete((reply, failure) -> ended(call, result, reply, failure));
  }

  private void ended(
      SessionCall call,
      CompletableFuture<CompoundReply> result,
      @Nullable CompoundReply reply,
      @Nullable Throwable failure) {
    if (reply != null) {
      slots.release(call.slot(), isUsed(reply));
      result.complete(reply);
    } else {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof RpcException.NotWritten || cause instanceof RpcException.Rejected) {
        slots.release(call.slot(), false); // never executed
      } else {
        slots.lose(call.slot());
      }
      result.completeExceptionally(cause == null ? new IOException("no reply") : cause);
    }
  }

  /** Whether the sequence of a request is used up; what its SEQUENCE says is heeded. */
  private boolean isUsed(CompoundReply reply) {
    if (reply.isSequenced()) {
      try {
        SequenceResult sequence = reply.sequence();
        slots.target(sequence.targetHighestSlot());
      } catch (XdrException e) {
        return true; // the target stays as it is
      }
      return true;
    }
    return reply.status() == Status.RETRY_UNCACHED_REP || reply.status() == Status.SEQ_FALSE_RETRY;
  }

  /** Sends a compound behind a SEQUENCE and waits for the reply, whatever its status. */
  public CompoundReply call(Compound compound, boolean keep)
      throws IOException, RpcException, XdrException {
    return Awaited.get(send(compound, keep));
  }

  /** BIND_CONN_TO_SESSION over a connection (RFC 8881, 18.34). Waits. */
  public Binding bind(NfsConnection other, ChannelDirection direction)
      throws IOException, RpcException, XdrException, NfsException {
    CompoundReply reply =
        other.call(
            new Compound().bindConnection(new BindConnectionArguments(key(), direction, false)));
    return BindConnectionResult.read(reply.orThrow().read(Op.BIND_CONN_TO_SESSION)).binding();
  }

  /** DESTROY_SESSION over its connection (RFC 8881, 18.37). Waits. */
  public Status destroy() throws IOException, RpcException, XdrException {
    Status status = connection.call(new Compound().destroySession(key())).status();
    if (status == Status.OK) {
      client.callbacks().remove(key());
    }
    return status;
  }
}
