package io.sojourn.client;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of a session: handed out one at a time, in the order of their numbers, acknowledged
 * when they were handled. Not thread-safe, and knows no clock: times are given to it.
 */
final class BackChannel {

  /*
   * A push names the one before it, so that one that is missing is noticed. It is then left alone, since
   * the server sends again what is not acknowledged; if that does not close the gap, the connection is
   * given up. A connection begins with everything that is outstanding, in order. So if the first push on
   * one is a push that was seen on an earlier one, there is nothing outstanding before it: what is missing
   * there died, or was acknowledged by an earlier life of this process that could not note it.
   *
   * An acknowledgement takes away every push up to its number, one that was rejected as well. A
   * rejection must therefore have arrived before anything above it is acknowledged: it is sent again on
   * a new connection, before anything else, until the answer to a keep-alive behind it has come.
   */

  private static final int REASON_LENGTH_MAX = 1024;
  private static final int PAUSE_DOUBLINGS_MAX = 10;

  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Waiting(long number, byte[] payload) {}

  /** A push that could not be handled. */
  private static final class Rejected {
    private final long number;
    private final String reason;
    private long stamp;

    private Rejected(long number, String reason) {
      this.number = number;
      this.reason = reason;
    }
  }

  private static final long UNSENT = Long.MAX_VALUE;
  private static final long NONE = -1;

  private final ClientOptions options;
  private final Runnable finishedMore;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private long accepted;
  private long finished;
  private long handled;
  private boolean acknowledge;
  private boolean beginning = true;
  private long seen;
  private long seenOnEarlierLines;
  private long missedBefore = NONE;
  private boolean handing;
  private boolean stopped;
  private int attempts;
  private long retryAtMillis = Long.MIN_VALUE;

  /**
   * Makes an empty channel.
   *
   * @param finishedMore is run when {@link #finished} may have changed
   */
  BackChannel(ClientOptions options, Runnable finishedMore) {
    this.options = options;
    this.finishedMore = finishedMore;
  }

  /** What was handled in an earlier life of the process. */
  void startAfter(long number) {
    accepted = number;
    finished = number;
    handled = number;
  }

  /**
   * The number of a push up to which every one was handled, or rejected and heard to be: what a
   * restarted process may take for done.
   */
  long finished() {
    return rejected.isEmpty() ? finished : rejected.get(0).number - 1;
  }

  void opened() {
    beginning = true;
    missedBefore = NONE;
    seenOnEarlierLines = seen;
    rejected.forEach(push -> push.stamp = UNSENT);
  }

  /**
   * Takes a push, or leaves it to be sent again.
   *
   * @return false if one before it is missing and does not come: the connection is to be given up
   */
  boolean pushed(ServerMessage.Push push) {
    boolean first = beginning;
    beginning = false;
    if (push.number() <= accepted) {
      again(push.number());
      return true;
    }
    seen = Math.max(seen, push.number());
    if (push.previous() > accepted && !(first && push.number() <= seenOnEarlierLines)) {
      boolean stillMissing = first || push.number() == missedBefore;
      missedBefore = missedBefore == NONE ? push.number() : missedBefore;
      return !stillMissing;
    }
    if (waiting.size() < options.pushes().waiting()) {
      accepted = push.number();
      missedBefore = NONE;
      waiting.add(new Waiting(push.number(), push.payload()));
    }
    return true;
  }

  private void again(long number) {
    for (Rejected push : rejected) {
      if (push.number == number) {
        push.stamp = UNSENT;
        return;
      }
    }
    // It was acknowledged, and that was lost; unless it is still to be handled.
    acknowledge |= number <= handled;
  }

  /** Whether {@link #take} has something to give. */
  boolean hasNext(long now) {
    return !stopped && !handing && !waiting.isEmpty() && now >= retryAtMillis;
  }

  /** The push that the handler is to be given now, or null; then {@link #handled} or failed. */
  @Nullable Delivery take(long now) {
    Waiting next = waiting.peekFirst();
    if (next == null || !hasNext(now)) {
      return null;
    }
    handing = true;
    attempts++;
    return new Delivery(next.number, next.payload.clone(), attempts);
  }

  /** The handler returned. */
  void handled() {
    done();
    handled = finished;
    acknowledge = true;
    finishedMore.run();
  }

  /** The handler threw. */
  void failed(String reason, long now) {
    if (attempts < options.pushes().attempts()) {
      handing = false;
      int doublings = Math.min(PAUSE_DOUBLINGS_MAX, attempts - 1);
      retryAtMillis = now + (options.pushes().pause().toMillis() << doublings);
      return;
    }
    done();
    int length = Math.min(REASON_LENGTH_MAX, reason.length());
    Rejected push = new Rejected(finished, reason.substring(0, length));
    push.stamp = UNSENT;
    rejected.add(push);
  }

  private void done() {
    finished = waiting.removeFirst().number;
    handing = false;
    attempts = 0;
    retryAtMillis = Long.MIN_VALUE;
  }

  /**
   * Adds what the server is to know.
   *
   * @param stamp of the keep-alive to be sent behind it
   * @return whether one is needed
   */
  boolean send(Frame frame, long stamp) {
    boolean needsAnswer = false;
    for (Rejected push : rejected) {
      if (push.stamp == UNSENT) {
        push.stamp = stamp;
        frame.add(new ClientMessage.Reject(push.number, push.reason));
        needsAnswer = true;
      }
    }
    if (acknowledge) {
      acknowledge = false;
      frame.add(new ClientMessage.Ack(handled));
    }
    return needsAnswer;
  }

  /** The keep-alive with this stamp was answered: what was sent before it has arrived. */
  void answered(long stamp) {
    if (rejected.removeIf(push -> push.stamp <= stamp)) {
      finishedMore.run();
    }
  }

  /** Whether the handler has nothing, and what it had was said, and answered where it must be. */
  boolean isSettled() {
    return !handing && !acknowledge && rejected.isEmpty();
  }

  /** When a push is to be handed out that nothing else calls for. */
  long wakeAtMillis() {
    return stopped || handing || waiting.isEmpty() || retryAtMillis == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : retryAtMillis;
  }

  /** Hands out nothing more. What the handler has in its hands may still be finished. */
  void stop() {
    stopped = true;
  }
}
