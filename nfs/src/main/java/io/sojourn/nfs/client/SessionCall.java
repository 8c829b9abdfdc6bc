package io.sojourn.nfs.client;

import io.sojourn.nfs.session.SequenceArguments;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A compound that was sent on a slot of a session. It keeps its slot until its fate is known: when
 * the connection is lost it may be sent again, with the same sequence, over another one.
 */
public final class SessionCall {

  private final Slots.Slot slot;
  private final SequenceArguments sequence;
  private final byte[] encoded;
  private final CompletableFuture<CompoundReply> reply = new CompletableFuture<>();

  SessionCall(Slots.Slot slot, SequenceArguments sequence, byte[] encoded) {
    this.slot = slot;
    this.sequence = sequence;
    this.encoded = encoded;
  }

  /** The arguments of its SEQUENCE. */
  public SequenceArguments sequence() {
    return sequence;
  }

  /** The reply to its first sending, whatever its status; or an {@code RpcException}. */
  public CompletionStage<CompoundReply> reply() {
    return reply;
  }

  CompletableFuture<CompoundReply> future() {
    return reply;
  }

  Slots.Slot slot() {
    return slot;
  }

  /** The arguments of COMPOUND. */
  byte[] encoded() {
    return encoded;
  }
}
