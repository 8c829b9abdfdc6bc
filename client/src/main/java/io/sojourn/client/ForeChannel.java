package io.sojourn.client;

import io.sojourn.wire.connect.ClientMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a session: numbered, sent within the window, and sent again under the same number
 * until their fate is known. Not thread-safe, and knows no clock: times are given to it.
 */
final class ForeChannel {

  /*
   * On one connection requests are sent in the order of their sequences, each once. The server executes
   * them in that order and refuses what it cannot execute yet. So when one comes back to be sent again,
   * those behind it come back too, and there is no use in sending more: the channel is *draining* until
   * everything in flight is answered, and then begins again at the lowest.
   *
   * A request that is resolved without having been executed leaves a hole in the sequences. The server
   * lets a request in order pass a hole only when "lowest awaited" says that it is given up, that is when
   * everything before the hole is resolved too. Sending stops at a hole until then.
   *
   * Whether a request that was sent may have been executed is followed copy by copy. A new connection
   * fences the copies sent over the ones before: the machine's word about the newest copy therefore
   * counts for all, where the machine has looked at the request itself (see Verdict).
   */

  private final ClientOptions options;
  private final Backoff backoff;
  private final Consumer<Awaited> decided;
  private final RequestQueue queue = new RequestQueue();
  private long nextSequence = 1;
  private long reservedBelow;
  private long cursor;
  private int window;
  private int inFlight;
  private boolean draining;
  private boolean closed;
  private long heldUntilMillis;
  private long earliestDeadline = Awaited.NO_DEADLINE;

  /**
   * Makes an empty channel.
   *
   * @param decided is told each outcome, once per request
   */
  ForeChannel(ClientOptions options, Backoff backoff, Consumer<Awaited> decided) {
    this.options = options;
    this.backoff = backoff;
    this.decided = decided;
  }

  /** The number of the next new request. */
  long nextSequence() {
    return nextSequence;
  }

  void startAt(long sequence) {
    nextSequence = sequence;
  }

  /** Sequences below this may be sent. */
  void reservedBelow(long sequence) {
    reservedBelow = Math.max(reservedBelow, sequence);
  }

  /** Everything below is resolved: the server may forget it. */
  long lowestAwaited() {
    return queue.isEmpty() ? nextSequence : queue.at(queue.head()).sequence;
  }

  int inFlight() {
    return inFlight;
  }

  void window(int requests) {
    window = requests;
  }

  /** Takes a new request, or decides at once that it is refused. */
  void submit(PendingRequest request) {
    if (refuse(request)) {
      return;
    }
    request.sequence = nextSequence++;
    add(request);
  }

  /**
   * Takes a request of an earlier life of the process under its old number.
   *
   * @return false if the number is not above those taken so far and below {@link #nextSequence}
   */
  boolean resume(long sequence, PendingRequest request) {
    long last = queue.isEmpty() ? 0 : queue.at(queue.tail() - 1).sequence;
    if (sequence <= last || sequence >= nextSequence) {
      return false;
    }
    if (!refuse(request)) {
      request.sequence = sequence;
      // It may have been sent then.
      request.mayBeExecuted = true;
      add(request);
    }
    return true;
  }

  private boolean refuse(PendingRequest request) {
    int length = request.command.length;
    if (closed) {
      refuse(request, RefusalCode.CLIENT_CLOSED, "The client is not in use any more.");
    } else if (length > options.bounds().commandBytes()) {
      refuse(request, RefusalCode.COMMAND_TOO_LARGE, length + " bytes are too many.");
    } else if (queue.size() >= options.bounds().requests()
        || queue.bytes() > options.bounds().requestBytes() - length) {
      refuse(request, RefusalCode.CLIENT_QUEUE_FULL, queue.size() + " requests wait already.");
    }
    return request.isDecided();
  }

  private void add(PendingRequest request) {
    queue.add(request);
    earliestDeadline = Math.min(earliestDeadline, request.deadlineMillis);
  }

  /** A connection that holds the session was made. */
  void opened() {
    cursor = queue.head();
    backoff.reset();
  }

  /** The connection is gone: what was in flight may or may not have been executed. */
  void lost() {
    for (long place = queue.head(); inFlight > 0; place++) {
      PendingRequest request = queue.at(place);
      if (request.inFlight) {
        request.inFlight = false;
        inFlight--;
      }
    }
    draining = false;
    cursor = queue.head();
  }

  /** Adds what may be sent now. */
  void send(Frame frame, long now) {
    if (isHeld(now)) {
      return;
    }
    long lowest = lowestAwaited();
    long limit = Math.min(lowest + window, reservedBelow);
    for (; cursor < queue.tail() && frame.hasRoom(); cursor++) {
      PendingRequest request = queue.at(cursor);
      if (request.sequence >= limit || request.hole || queue.gapBefore(cursor)) {
        return;
      }
      if (!request.resolved && !request.inFlight) {
        frame.add(
            new ClientMessage.Request(
                request.sequence, lowest, request.command, request.unordered));
        request.sent();
        inFlight++;
      }
    }
  }

  private boolean isHeld(long now) {
    if (draining && inFlight == 0 && now >= heldUntilMillis) {
      draining = false;
      cursor = queue.head();
    }
    return draining;
  }

  void replied(long sequence, byte[] reply) {
    PendingRequest request = find(sequence);
    if (request != null) {
      backoff.reset();
      resolve(request, false, new Outcome.Done<>(reply));
    }
  }

  /**
   * Takes an error for a request.
   *
   * @return whether it says that the session is over
   */
  boolean failed(long sequence, String code, String detail, long now) {
    PendingRequest request = find(sequence);
    if (request == null || !request.inFlight) {
      return false;
    }
    Outcome<byte[]> refused = new Outcome.Refused<>(code, detail);
    switch (Verdict.of(code)) {
      case EXECUTED -> resolve(request, false, refused);
      // The lowest is never out of order; should a server say so, it is not asked in a tight loop.
      case OUT_OF_ORDER -> sendAgain(request, false, sequence == lowestAwaited(), now);
      case NO_ROOM -> sendAgain(request, false, true, now);
      case REFUSED_FOR_ALL -> resolve(request, true, refused);
      case NOT_NOW -> sendAgain(request, request.mayBeExecutedBefore, true, now);
      case UNCERTAIN -> sendAgain(request, true, true, now);
      case EVICTED -> resolve(request, true, new Outcome.Unknown<>(detail));
      case REFUSED -> {
        boolean unknown = request.mayBeExecutedBefore;
        resolve(request, true, unknown ? new Outcome.Unknown<>(code + ": " + detail) : refused);
      }
      case SESSION_OVER -> {
        request.mayBeExecuted = request.mayBeExecutedBefore;
        request.inFlight = false;
        inFlight--;
        return true;
      }
    }
    return false;
  }

  private @Nullable PendingRequest find(long sequence) {
    long place = queue.find(sequence);
    PendingRequest request = place < 0 ? null : queue.at(place);
    return request == null || request.resolved ? null : request;
  }

  private void resolve(PendingRequest request, boolean asHole, Outcome<byte[]> outcome) {
    if (request.inFlight) {
      inFlight--;
    }
    if (asHole) {
      // Sending stops here until everything before it is resolved too.
      cursor = Math.min(cursor, queue.find(request.sequence));
    }
    queue.resolve(request, asHole);
    cursor = Math.max(cursor, queue.head());
    decide(request, outcome);
  }

  private void sendAgain(PendingRequest request, boolean mayBeExecuted, boolean later, long now) {
    request.inFlight = false;
    inFlight--;
    request.mayBeExecuted = mayBeExecuted;
    if (request.isDecided() && !mayBeExecuted) {
      // Its deadline passed, and it was not executed: now it never will be.
      cursor = Math.min(cursor, queue.find(request.sequence));
      queue.resolve(request, true);
      cursor = Math.max(cursor, queue.head());
    }
    if (!draining) {
      draining = true;
      heldUntilMillis = Long.MIN_VALUE;
    }
    if (later && heldUntilMillis == Long.MIN_VALUE) {
      // One pause for all that come back together.
      heldUntilMillis = now + backoff.nextMillis();
    }
  }

  /** Lets time pass: decides what is past its deadline, and ends a pause. */
  void tick(long now) {
    isHeld(now);
    if (now < earliestDeadline) {
      return;
    }
    earliestDeadline = Awaited.NO_DEADLINE;
    // Resolving moves the head, perhaps beyond this place.
    for (long place = queue.head();
        place < queue.tail();
        place = Math.max(place + 1, queue.head())) {
      PendingRequest request = queue.at(place);
      if (request.resolved) {
        continue;
      }
      if (request.deadlineMillis > now) {
        earliestDeadline = Math.min(earliestDeadline, request.deadlineMillis);
      } else if (request.mayBeExecuted) {
        // It goes on being sent: the requests behind it wait for its fate.
        decide(request, new Outcome.Unknown<>("No answer came before the deadline."));
      } else {
        resolve(
            request,
            true,
            new Outcome.Refused<>(
                RefusalCode.DEADLINE_EXCEEDED, "It could not be sent before the deadline."));
      }
    }
  }

  /** When time alone gives {@link #tick} or {@link #send} something to do. */
  long wakeAtMillis() {
    boolean held = draining && inFlight == 0;
    return held ? Math.min(earliestDeadline, heldUntilMillis) : earliestDeadline;
  }

  /** Takes no more requests, and refuses those that were never sent. */
  void close() {
    closed = true;
    for (long place = queue.tail() - 1; place >= queue.head(); place--) {
      PendingRequest request = queue.at(place);
      if (!request.resolved && !request.mayBeExecuted) {
        resolve(
            request,
            true,
            new Outcome.Refused<>(
                RefusalCode.CLIENT_CLOSED, "The client was closed before it was sent."));
      }
    }
  }

  /** Decides everything, since nothing more will be sent or answered. */
  void end(String code, String detail) {
    closed = true;
    for (long place = queue.head(); place < queue.tail(); place++) {
      PendingRequest request = queue.at(place);
      if (!request.resolved) {
        decide(
            request,
            request.mayBeExecuted
                ? new Outcome.Unknown<>(code + ": " + detail)
                : new Outcome.Refused<>(code, detail));
      }
    }
    queue.clear();
    inFlight = 0;
    draining = false;
    cursor = queue.head();
    earliestDeadline = Awaited.NO_DEADLINE;
  }

  private void refuse(PendingRequest request, String code, String detail) {
    decide(request, new Outcome.Refused<>(code, detail));
  }

  private void decide(PendingRequest request, Outcome<byte[]> outcome) {
    if (request.decide(outcome)) {
      decided.accept(request);
    }
  }

  @Override
  public String toString() {
    return "ForeChannel[awaited from "
        + lowestAwaited()
        + ", next "
        + nextSequence
        + ", in flight "
        + inFlight
        + (draining ? ", draining]" : "]");
  }
}
