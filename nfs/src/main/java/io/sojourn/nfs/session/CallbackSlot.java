package io.sojourn.nfs.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A slot of a back channel, and the request on it. Behind the lock of its channel. */
final class CallbackSlot {

  /** An operation that waits for its answer. */
  record Request(
      CallbackOperation operation,
      List<ReferringCalls> referring,
      CompletableFuture<CallbackOutcome> outcome) {}

  final int number;

  /** That of the request on it, or of the next one. */
  long sequence = 1;

  @Nullable Request request;

  /** The request as it was, or will be, sent under that sequence. */
  byte @Nullable [] encoded;

  /** Whether it is on its way, so that nobody else may send it. */
  boolean sent;

  /** Whether the client may have seen the request under that sequence. */
  boolean perhapsSeen;

  /** Whether it has gone back to sequence 1 already. */
  boolean startedOver;

  /** Whether client and server cannot agree on its sequence. */
  boolean lost;

  /** The connections that have failed this request since something last changed. */
  final Set<CallbackConnection> failed = new HashSet<>();

  CallbackSlot(int number) {
    this.number = number;
  }

  void take(Request newRequest) {
    request = newRequest;
    encoded = null;
    perhapsSeen = false;
    failed.clear();
  }

  /** Frees it; the next request carries the next sequence. */
  void advance() {
    sequence = sequence + 1 & 0xffff_ffffL;
    startedOver = false;
    clear();
  }

  void clear() {
    request = null;
    encoded = null;
    sent = false;
    perhapsSeen = false;
    failed.clear();
  }

  /** The same request is to be sent under another sequence. */
  void renumber(long newSequence) {
    sequence = newSequence;
    encoded = null;
    perhapsSeen = false;
    failed.clear();
  }
}
