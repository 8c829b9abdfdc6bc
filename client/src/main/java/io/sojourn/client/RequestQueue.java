package io.sojourn.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests from the lowest that is awaited to the newest, in the order of their sequences. What
 * is resolved stays until everything before it is, so that a place follows from a sequence.
 */
final class RequestQueue {

  private static final int ROOM_AT_FIRST = 256;

  private @Nullable PendingRequest[] ring = new PendingRequest[ROOM_AT_FIRST];
  private long head;
  private long tail;
  private long bytes;

  long head() {
    return head;
  }

  long tail() {
    return tail;
  }

  boolean isEmpty() {
    return head == tail;
  }

  int size() {
    return (int) (tail - head);
  }

  /** The bytes of the commands that are not resolved. */
  long bytes() {
    return bytes;
  }

  PendingRequest at(long place) {
    PendingRequest request = ring[(int) place & (ring.length - 1)];
    if (request == null) {
      throw new IllegalStateException("no request at " + place);
    }
    return request;
  }

  /** Takes a request whose sequence is above all others. */
  void add(PendingRequest request) {
    if (size() == ring.length) {
      grow();
    }
    ring[(int) tail & (ring.length - 1)] = request;
    tail++;
    bytes += request.command.length;
  }

  private void grow() {
    PendingRequest[] larger = new PendingRequest[2 * ring.length];
    for (long place = head; place < tail; place++) {
      larger[(int) place & (larger.length - 1)] = at(place);
    }
    ring = larger;
  }

  /** The place of a sequence, or -1. */
  long find(long sequence) {
    if (isEmpty() || sequence < at(head).sequence) {
      return -1;
    }
    // Sequences have gaps only after a restart: without one the first guess is right.
    long high = Math.min(tail - 1, head + (sequence - at(head).sequence));
    if (at(high).sequence == sequence) {
      return high;
    }
    long low = head;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      long there = at(middle).sequence;
      if (there == sequence) {
        return middle;
      }
      if (there < sequence) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Whether a sequence is missing right before this place. */
  boolean gapBefore(long place) {
    return place > head && at(place - 1).sequence + 1 != at(place).sequence;
  }

  void resolve(PendingRequest request, boolean asHole) {
    bytes -= request.command.length;
    request.resolve(asHole);
    while (head < tail && at(head).resolved) {
      ring[(int) head & (ring.length - 1)] = null;
      head++;
    }
  }

  void clear() {
    Arrays.fill(ring, null);
    head = tail;
    bytes = 0;
  }
}
