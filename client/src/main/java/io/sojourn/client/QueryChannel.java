package io.sojourn.client;

import io.sojourn.wire.connect.ClientMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The queries of a session. They change nothing, so each is simply asked again until it is answered
 * or its deadline passes. Not thread-safe, and knows no clock: times are given to it.
 */
final class QueryChannel {

  private static final long NOT_HELD = Long.MIN_VALUE;

  private final ClientOptions options;
  private final Backoff backoff;
  private final Consumer<Awaited> decided;
  private final Map<Long, PendingQuery> asked = new HashMap<>();
  private final Deque<PendingQuery> unsent = new ArrayDeque<>();
  private long lastCorrelationId;
  private long heldUntilMillis = NOT_HELD;
  private long earliestDeadline = Awaited.NO_DEADLINE;
  private int window;
  private boolean closed;

  QueryChannel(ClientOptions options, Backoff backoff, Consumer<Awaited> decided) {
    this.options = options;
    this.backoff = backoff;
    this.decided = decided;
  }

  int inFlight() {
    return asked.size();
  }

  void window(int queries) {
    window = queries;
  }

  void submit(PendingQuery query) {
    int length = query.query.length;
    if (closed) {
      decide(
          query,
          new Outcome.Refused<>(RefusalCode.CLIENT_CLOSED, "The client is not in use any more."));
    } else if (length > options.bounds().commandBytes()) {
      decide(
          query,
          new Outcome.Refused<>(RefusalCode.COMMAND_TOO_LARGE, length + " bytes are too many."));
    } else if (asked.size() + unsent.size() >= options.bounds().queries()) {
      decide(
          query,
          new Outcome.Refused<>(
              RefusalCode.CLIENT_QUEUE_FULL,
              options.bounds().queries() + " queries wait already."));
    } else {
      unsent.add(query);
      earliestDeadline = Math.min(earliestDeadline, query.deadlineMillis);
    }
  }

  /** The connection is gone: what was asked on it is asked again, in the same order. */
  void lost() {
    List<PendingQuery> again = new ArrayList<>(asked.values());
    again.sort((one, other) -> Long.compare(other.correlationId, one.correlationId));
    asked.clear();
    again.forEach(unsent::addFirst);
    heldUntilMillis = NOT_HELD;
  }

  void send(Frame frame, long highestIndex, long now) {
    while (!isHeld(now) && !unsent.isEmpty() && asked.size() < window && frame.hasRoom()) {
      PendingQuery query = unsent.removeFirst();
      // A new number each time: a late answer to an earlier asking is no answer to this one.
      query.correlationId = ++lastCorrelationId;
      asked.put(query.correlationId, query);
      frame.add(
          new ClientMessage.Query(
              query.correlationId, query.query, query.consistency, highestIndex));
    }
  }

  private boolean isHeld(long now) {
    if (now >= heldUntilMillis) {
      heldUntilMillis = NOT_HELD;
    }
    return heldUntilMillis != NOT_HELD;
  }

  void replied(long correlationId, byte[] reply) {
    PendingQuery query = asked.remove(correlationId);
    if (query != null) {
      backoff.reset();
      decide(query, new Outcome.Done<>(reply));
    }
  }

  /**
   * Takes an error for a query.
   *
   * @return whether it says that the session is over
   */
  boolean failed(long correlationId, String code, String detail, long now) {
    PendingQuery query = asked.remove(correlationId);
    if (query == null) {
      return false;
    }
    switch (Verdict.of(code)) {
      case EXECUTED, REFUSED_FOR_ALL, EVICTED, REFUSED ->
          decide(query, new Outcome.Refused<>(code, detail));
      case OUT_OF_ORDER, NO_ROOM, NOT_NOW, UNCERTAIN -> {
        unsent.addFirst(query);
        if (!isHeld(now)) {
          heldUntilMillis = now + backoff.nextMillis();
        }
      }
      case SESSION_OVER -> {
        unsent.addFirst(query);
        return true;
      }
    }
    return false;
  }

  /** Lets time pass: decides what is past its deadline, and ends a pause. */
  void tick(long now) {
    isHeld(now);
    if (now < earliestDeadline) {
      return;
    }
    earliestDeadline = Awaited.NO_DEADLINE;
    expire(asked.values().iterator(), now);
    expire(unsent.iterator(), now);
  }

  private void expire(Iterator<PendingQuery> queries, long now) {
    while (queries.hasNext()) {
      PendingQuery query = queries.next();
      if (query.deadlineMillis <= now) {
        queries.remove();
        decide(query, new Outcome.Unknown<>("No answer came before the deadline."));
      } else {
        earliestDeadline = Math.min(earliestDeadline, query.deadlineMillis);
      }
    }
  }

  long wakeAtMillis() {
    return unsent.isEmpty() || heldUntilMillis == NOT_HELD
        ? earliestDeadline
        : Math.min(earliestDeadline, heldUntilMillis);
  }

  /** Takes no more queries; those that wait are still asked. */
  void close() {
    closed = true;
  }

  /** Decides everything, since nothing more will be answered. */
  void end(String code, String detail) {
    close();
    lost();
    for (PendingQuery query : unsent) {
      decide(query, new Outcome.Refused<>(code, detail));
    }
    unsent.clear();
    earliestDeadline = Awaited.NO_DEADLINE;
  }

  private void decide(PendingQuery query, Outcome<byte[]> outcome) {
    if (query.decide(outcome)) {
      decided.accept(query);
    }
  }
}
