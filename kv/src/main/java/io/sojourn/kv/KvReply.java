package io.sojourn.kv;

import io.sojourn.session.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine answers. */
public sealed interface KvReply {

  /**
   * The value was set.
   *
   * @param version of this change
   * @param previous the version before; 0 if the key was absent
   */
  record Written(long version, long previous) implements KvReply {}

  /**
   * The key is there.
   *
   * @param entry with what it holds
   */
  record Found(KvEntry entry) implements KvReply {}

  /** There is no such key. */
  record NotFound() implements KvReply {}

  /**
   * The key was removed.
   *
   * @param version of the removal
   */
  record Removed(long version) implements KvReply {}

  /**
   * The key does not hold what was expected; nothing was changed.
   *
   * @param current what it holds, or null if it is absent
   */
  record Mismatch(@Nullable KvEntry current) implements KvReply {}

  /**
   * The number was changed.
   *
   * @param value the new one
   * @param version of this change
   */
  record Counted(long value, long version) implements KvReply {}

  /**
   * A page of keys.
   *
   * @param entries in order
   * @param more whether there are keys behind the last of these
   */
  record Listing(List<KvEntry> entries, boolean more) implements KvReply {
    /** Copies the entries. */
    public Listing {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The watch is on. These are the values as of now; every change of a higher version follows as a
   * push, in order.
   *
   * @param version of the last change of any key
   * @param entries in order
   * @param more whether there are keys behind the last of these, to be listed; what a page shows
   *     and what a push tells is put in order by the versions
   */
  record Watching(long version, List<KvEntry> entries, boolean more) implements KvReply {
    /** Copies the entries. */
    public Watching {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The watch is off.
   *
   * @param existed whether it was on
   */
  record Unwatched(boolean existed) implements KvReply {}

  /**
   * The lock is ours.
   *
   * @param token grows with every grant of any lock; what the lock guards refuses a lower one than
   *     it has seen, and so whoever held the lock before and does not know yet
   */
  record Locked(long token) implements KvReply {}

  /**
   * Another holds the lock, and we wait for it.
   *
   * @param ahead how many wait before us
   */
  record Queued(long ahead) implements KvReply {}

  /**
   * The lock is held.
   *
   * @param holder by which session
   * @param token with which token
   * @param waiting how many wait for it
   */
  record Held(SessionId holder, long token, long waiting) implements KvReply {}

  /** Nobody holds the lock. */
  record Free() implements KvReply {}

  /**
   * The lock, or the place in its queue, was given back.
   *
   * @param held whether it was the lock
   */
  record Unlocked(boolean held) implements KvReply {}

  /**
   * The machine does not do that; nothing was changed.
   *
   * @param reason the stable reason
   * @param detail a sentence for a person
   */
  record Refused(Reason reason, String detail) implements KvReply {}

  /** Why the machine does not do something. */
  enum Reason {
    /** A key, prefix or name of a lock is empty, too long, or not Unicode text. */
    INVALID_KEY,
    /** A value is too long. */
    VALUE_TOO_LARGE,
    /** The limit of a page is out of bounds, or it is to begin elsewhere than in its prefix. */
    INVALID_PAGE,
    /** What the key holds is not a decimal number of 64 bits. */
    NOT_A_NUMBER,
    /** The sum has more than 64 bits. */
    OVERFLOW,
    /** The session owns as many keys as it may. */
    TOO_MANY_EPHEMERALS,
    /** The session watches as much as it may. */
    TOO_MANY_WATCHES,
    /** As many sessions watch this as may. */
    TOO_MANY_WATCHERS,
    /** The session holds, or waits for, as many locks as it may. */
    TOO_MANY_LOCKS,
    /** As many sessions wait for this lock as may. */
    TOO_MANY_WAITERS,
    /** The session has so many pushes waiting that it could not be told: acknowledge first. */
    PUSHES_WAITING,
    /** The session neither holds that lock with that token nor waits for it. */
    NOT_HELD
  }
}
