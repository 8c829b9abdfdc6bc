package io.sojourn.relay;

/**
 * The time between a close frame of ours and the end of the socket. It is over when the peer has
 * taken nothing more for a while, so that a slow one can read to the end.
 */
final class Farewell {

  private final long began;
  private final Standstill stall;

  Farewell(SendQueue queue, long nowMillis) {
    this.began = nowMillis;
    this.stall = new Standstill(queue.takenBytes(), nowMillis);
  }

  boolean isOver(SendQueue queue, long nowMillis, RelayLimits.Times times) {
    return stall.millis(queue.takenBytes(), nowMillis) >= times.linger()
        || nowMillis - began >= times.silence();
  }
}
