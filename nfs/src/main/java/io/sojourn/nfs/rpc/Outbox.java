package io.sojourn.nfs.rpc;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other threads want to send: a stack without a lock whose links are the messages themselves.
 * Who adds to an empty one has to wake the event loop, so a burst wakes it once.
 */
final class Outbox {

  private final AtomicReference<@Nullable Outgoing> top = new AtomicReference<>();

  /**
   * Adds a message. Any thread.
   *
   * @return whether it was empty
   */
  boolean add(Outgoing message) {
    Outgoing before;
    do {
      before = top.get();
      message.below = before;
    } while (!top.compareAndSet(before, message));
    return before == null;
  }

  /** Takes all there are, linked in the order in which they were added; null if there are none. */
  @Nullable Outgoing takeAll() {
    Outgoing newest = top.getAndSet(null);
    Outgoing ordered = null;
    while (newest != null) {
      Outgoing next = newest.below;
      newest.below = ordered;
      ordered = newest;
      newest = next;
    }
    return ordered;
  }
}
