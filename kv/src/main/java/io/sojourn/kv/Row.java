package io.sojourn.kv;

import io.sojourn.session.SessionId;
import org.jspecify.annotations.Nullable;

/** What an entry of the machine's state holds; {@link Names} says which is where. */
sealed interface Row {

  /** A key. */
  record Item(Value value, long version, @Nullable SessionId owner) implements Row {}

  /** How often, or how many. */
  record Counter(long value) implements Row {}

  /** How much one session has: the row is there while it is not nothing. */
  record Holdings(int watches, int locks, int waits, int ephemerals) implements Row {
    static final Holdings NONE = new Holdings(0, 0, 0, 0);

    Holdings plus(int moreWatches, int moreLocks, int moreWaits, int moreEphemerals) {
      return new Holdings(
          watches + moreWatches, locks + moreLocks, waits + moreWaits, ephemerals + moreEphemerals);
    }
  }

  /** A lock that is held. */
  record LockState(SessionId holder, long token, int waiting) implements Row {}

  /** A place in the queue of a lock. */
  record Waiter(SessionId session) implements Row {}

  /** One session's part in one lock: a token if it holds it, a ticket if it waits. */
  record Claim(long token, long ticket) implements Row {}

  /** That something is so. */
  record Mark() implements Row {}
}
