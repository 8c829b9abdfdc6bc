package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The back channel of a live session: operations asked of the client, each executed once (RFC 8881,
 * 2.10.6 and 20.9). In memory; from any thread. It has no clock: answers that fail to come are
 * reported by its connections, and {@link #tick} says that some time has passed.
 */
public final class BackChannel {

  /*
   * A slot's sequence advances when the client has answered for it, never for an attempt: a request
   * that was not written, or whose answer was lost, stays on its slot and is sent again, the same
   * bytes under the same sequence, over another connection, or over the same one when something has
   * changed: a connection was bound, or a tick has come. Only so does the client never see a gap.
   *
   * A server that was restarted has forgotten the sequences of its back channels. Slots that the
   * client has never seen used begin with 1, which is what is tried; one on which the client is
   * elsewhere is given up, and when all are, the channel has lost track (BACKCHANNEL_FAULT), upon
   * which the client makes a new session.
   */

  /** How many operations may wait for a slot. */
  public static final int WAITING_MAX = 1024;

  private record Transmission(
      CallbackSlot slot, CallbackConnection connection, CallbackCall call) {}

  private final Object lock = new Object();
  private final Supplier<? extends List<? extends CallbackConnection>> connections;
  private final CallbackSlots slots;
  private final Deque<CallbackSlot.Request> waiting = new ArrayDeque<>();
  private final List<CallbackSlot.Request> delayed = new ArrayList<>();
  private final CallbackHealth health = new CallbackHealth();
  private SessionRecord session;

  /**
   * Makes the back channel of a session.
   *
   * @param session what was granted
   * @param connections says which connections are bound to the back channel now, the best first;
   *     called from any thread, must not block
   */
  public BackChannel(
      SessionRecord session, Supplier<? extends List<? extends CallbackConnection>> connections) {
    if (!session.mayHaveBackChannel()) {
      throw new IllegalArgumentException("a session without slots for callbacks");
    }
    this.session = session;
    this.connections = connections;
    this.slots = new CallbackSlots((int) session.back().requestsMax());
    health.bound(!connections.get().isEmpty());
  }

  /**
   * Asks the client to do something: now, or when there is a slot and a connection.
   *
   * @param referring the requests whose replies this is about
   * @return what came of it, perhaps on the thread of a connection; never fails
   */
  public CompletionStage<CallbackOutcome> send(
      CallbackOperation operation, List<ReferringCalls> referring) {
    CompletableFuture<CallbackOutcome> outcome = new CompletableFuture<>();
    synchronized (lock) {
      if (!health.isClosed() && !health.isFaulty() && waiting.size() < WAITING_MAX) {
        waiting.add(new CallbackSlot.Request(operation, List.copyOf(referring), outcome));
      } else {
        outcome.complete(new CallbackOutcome.Undelivered());
      }
    }
    pump();
    return outcome.minimalCompletionStage();
  }

  /**
   * Calls the client's program for nothing, to see whether it answers (CB_NULL; 20.1).
   *
   * @return whether it did; never fails
   */
  public CompletionStage<Boolean> probe() {
    CallbackCall call;
    synchronized (lock) {
      call =
          new CallbackCall(
              session.callbackProgram(), CallbackCall.CB_NULL, session.security(), new byte[0]);
    }
    List<? extends CallbackConnection> bound = connections.get();
    if (bound.isEmpty()) {
      return CompletableFuture.completedStage(false);
    }
    return bound
        .getFirst()
        .call(call)
        .exceptionally(failure -> new CallbackReply.NoAnswer())
        .thenApply(
            reply -> {
              boolean answered = reply instanceof CallbackReply.Answered;
              synchronized (lock) {
                health.silent(!answered);
              }
              return answered;
            });
  }

  /** Takes over what BACKCHANNEL_CTL has changed, which mends a fault as well. */
  public void update(SessionRecord changed) {
    synchronized (lock) {
      session = changed;
    }
    pathChanged();
  }

  /** To be told whenever a connection was bound or unbound: what waits is sent again. */
  public void pathChanged() {
    synchronized (lock) {
      health.bound(!connections.get().isEmpty());
      health.silent(false);
      health.faulty(health.isFaulty() && slots.allLost());
      forgetFailures();
    }
    pump();
  }

  /**
   * Says that some seconds have passed: what the client put off, or did not answer, is sent again.
   */
  public void tick() {
    synchronized (lock) {
      waiting.addAll(delayed);
      delayed.clear();
      forgetFailures();
    }
    pump();
  }

  private void forgetFailures() {
    for (CallbackSlot slot : slots.all()) {
      slot.failed.clear();
    }
  }

  /** Ends the channel: what was not answered is undelivered. */
  public void close() {
    synchronized (lock) {
      health.close();
    }
    drop();
  }

  /** Whether the client can be asked for anything now, as far as is known. */
  public boolean isUp() {
    return (health.bits() & SequenceStatus.CB_PATH_DOWN_SESSION.bit()) == 0;
  }

  /** Whether it went wrong, so that nothing is sent until something has changed. */
  public boolean isFaulty() {
    return (health.bits() & SequenceStatus.BACKCHANNEL_FAULT.bit()) != 0;
  }

  /** How many operations have no answer yet. */
  public int unanswered() {
    synchronized (lock) {
      int count = waiting.size() + delayed.size();
      for (CallbackSlot slot : slots.all()) {
        count += slot.request == null ? 0 : 1;
      }
      return count;
    }
  }

  /**
   * The bits that SEQUENCE tells about callbacks. A client without any back channel is told
   * nothing: it wants none.
   *
   * @param own that of the session; null if it has none
   * @param ofClient those of all sessions of the client
   */
  public static int statusFlags(@Nullable BackChannel own, Collection<BackChannel> ofClient) {
    int bits = own == null ? 0 : own.health.bits();
    boolean down = !ofClient.isEmpty() && ofClient.stream().noneMatch(BackChannel::isUp);
    return down ? bits | SequenceStatus.CB_PATH_DOWN.bit() : bits;
  }

  /** Puts waiting requests on free slots, and sends what can be sent. */
  private void pump() {
    List<Transmission> transmissions = new ArrayList<>();
    synchronized (lock) {
      if (health.isClosed() || health.isFaulty()) {
        return;
      }
      List<? extends CallbackConnection> bound = connections.get();
      for (CallbackSlot slot : slots.all()) {
        CallbackSlot.Request next = slots.isFree(slot) ? waiting.poll() : null;
        if (next != null) {
          slot.take(next);
        }
        if (slot.request != null && !slot.sent) {
          CallbackConnection connection = firstThatMayWork(bound, slot);
          if (connection != null) {
            slot.sent = true;
            transmissions.add(new Transmission(slot, connection, call(slot, slot.request)));
          }
        }
      }
    }
    transmissions.forEach(this::transmit); // not under the lock: an answer may come at once
  }

  private static @Nullable CallbackConnection firstThatMayWork(
      List<? extends CallbackConnection> bound, CallbackSlot slot) {
    for (CallbackConnection connection : bound) {
      if (!slot.failed.contains(connection)) {
        return connection;
      }
    }
    return null;
  }

  private CallbackCall call(CallbackSlot slot, CallbackSlot.Request request) {
    byte[] encoded = slot.encoded;
    if (encoded == null) {
      encoded =
          CallbackCodec.encode(
              session.id(),
              slot.sequence,
              slot.number,
              slots.highestInUse(),
              request.referring(),
              request.operation());
      slot.encoded = encoded;
    }
    return new CallbackCall(
        session.callbackProgram(), CallbackCall.CB_COMPOUND, session.security(), encoded);
  }

  private void transmit(Transmission transmission) {
    transmission
        .connection()
        .call(transmission.call())
        .exceptionally(failure -> new CallbackReply.NoAnswer())
        .thenAccept(reply -> answered(transmission.slot(), transmission.connection(), reply));
  }

  private void answered(CallbackSlot slot, CallbackConnection over, CallbackReply reply) {
    CallbackSlot.Request request;
    Status done;
    boolean wrong;
    synchronized (lock) {
      request = slot.request;
      slot.sent = false;
      if (request == null || health.isClosed()) {
        return;
      }
      done = note(slot, request, over, reply);
      wrong = health.isFaulty();
    }
    if (done != null) {
      request.outcome().complete(new CallbackOutcome.Answered(done));
    }
    if (wrong) {
      drop();
    } else {
      pump();
    }
  }

  /** What the operation was answered; null if it has to go on, or the channel went wrong. */
  private @Nullable Status note(
      CallbackSlot slot,
      CallbackSlot.Request request,
      CallbackConnection over,
      CallbackReply reply) {
    switch (reply) {
      case CallbackReply.NotWritten notWritten -> slot.failed.add(over);
      case CallbackReply.NoAnswer noAnswer -> {
        slot.failed.add(over);
        slot.perhapsSeen = true;
        health.silent(true);
      }
      case CallbackReply.Rejected rejected -> health.faulty(true);
      case CallbackReply.Answered answered -> {
        health.silent(false);
        CallbackCodec.Answer answer =
            CallbackCodec.decode(
                answered.results(), session.id(), slot.sequence, slot.number, request.operation());
        return follow(slots.judge(slot, answer), slot, request);
      }
    }
    return null;
  }

  private @Nullable Status follow(
      CallbackSlots.Verdict verdict, CallbackSlot slot, CallbackSlot.Request request) {
    switch (verdict) {
      case CallbackSlots.Verdict.Done done -> {
        return done.status();
      }
      case CallbackSlots.Verdict.Later later -> delayed.add(request);
      case CallbackSlots.Verdict.Again again -> {}
      case CallbackSlots.Verdict.Wait wait -> slot.failed.addAll(connections.get());
      case CallbackSlots.Verdict.Elsewhere elsewhere -> {
        waiting.addFirst(request);
        health.faulty(slots.allLost());
      }
      case CallbackSlots.Verdict.Fault fault -> health.faulty(true);
    }
    return null;
  }

  /** Tells all who wait that nothing comes any more. */
  private void drop() {
    List<CallbackSlot.Request> dropped = new ArrayList<>();
    synchronized (lock) {
      dropped.addAll(waiting);
      dropped.addAll(delayed);
      waiting.clear();
      delayed.clear();
      for (CallbackSlot slot : slots.all()) {
        if (slot.request != null) {
          dropped.add(slot.request);
          if (health.isClosed() || !(slot.sent || slot.perhapsSeen)) {
            slot.clear(); // else it is sent again some day: its sequence may be used up
          }
        }
      }
    }
    dropped.forEach(request -> request.outcome().complete(new CallbackOutcome.Undelivered()));
  }
}
