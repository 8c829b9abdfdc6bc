package io.sojourn.channel;

import org.jspecify.annotations.Nullable;

/**
 * The pushes of a queue by the time of their last sending: a linked list through them. As time
 * never goes back, a push that was just sent belongs at its end; so marking, removing and finding
 * the earliest cost a constant each, however long the queue is.
 */
final class SendOrder {

  private @Nullable WaitingPush first;
  private @Nullable WaitingPush last;

  /** The push whose last sending is longest ago. */
  @Nullable WaitingPush first() {
    return first;
  }

  /** The push that was sent last. */
  @Nullable WaitingPush last() {
    return last;
  }

  /** Adds a push that was sent no earlier than any other. */
  void add(WaitingPush push) {
    push.sentBefore = last;
    push.sentAfter = null;
    if (last == null) {
      first = push;
    } else {
      last.sentAfter = push;
    }
    last = push;
  }

  void remove(WaitingPush push) {
    if (push.sentBefore == null) {
      first = push.sentAfter;
    } else {
      push.sentBefore.sentAfter = push.sentAfter;
    }
    if (push.sentAfter == null) {
      last = push.sentBefore;
    } else {
      push.sentAfter.sentBefore = push.sentBefore;
    }
  }
}
