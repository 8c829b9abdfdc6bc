package io.sojourn.kv;

/**
 * What the machine is asked. {@link Get}, {@link List} and {@link Holder} only read, and may come
 * as a query too.
 */
public sealed interface KvCommand {

  /**
   * Sets a value: {@link KvReply.Written}.
   *
   * @param key 1 to {@link KvLimits#keyBytes} bytes in UTF-8
   * @param value up to {@link KvLimits#valueBytes}
   * @param ephemeral whether the key goes with the session that asks
   */
  record Put(String key, Value value, boolean ephemeral) implements KvCommand {}

  /**
   * Reads a value: {@link KvReply.Found} or {@link KvReply.NotFound}.
   *
   * @param key whose
   */
  record Get(String key) implements KvCommand {}

  /**
   * Removes a key: {@link KvReply.Removed}, {@link KvReply.NotFound} or {@link KvReply.Mismatch}.
   *
   * @param key which
   * @param version that it must have; 0 for any
   */
  record Delete(String key, long version) implements KvCommand {}

  /**
   * Sets a value if the present one is as expected: {@link KvReply.Written} or {@link
   * KvReply.Mismatch}.
   *
   * @param key which
   * @param expected what must be there
   * @param value the new one
   * @param ephemeral whether the key goes with the session that asks
   */
  record CompareAndSet(String key, Expected expected, Value value, boolean ephemeral)
      implements KvCommand {}

  /**
   * Adds to a number of 64 bits, kept as decimal digits: {@link KvReply.Counted}. An absent key
   * counts from 0; a key that goes with a session goes on doing so.
   *
   * @param key which
   * @param by how much, of either sign
   */
  record Increment(String key, long by) implements KvCommand {}

  /**
   * Reads the keys that begin so, in the order of their UTF-16 units: {@link KvReply.Listing}.
   *
   * @param prefix how they begin; empty for all
   * @param after only keys behind this one, the last of the page before; empty to begin
   * @param limit how many at most, 1 to {@link KvLimits#page}; a page may be shorter though there
   *     are more
   * @param keysOnly whether the values are left out
   */
  record List(String prefix, String after, int limit, boolean keysOnly) implements KvCommand {}

  /**
   * Watches until {@link Unwatch} or the end of the session: {@link KvReply.Watching}, and then a
   * {@link KvEvent} for each change. What is watched already may be watched again, which gives
   * nothing but the present values.
   *
   * @param target what
   */
  record Watch(Target target) implements KvCommand {}

  /**
   * Watches no more: {@link KvReply.Unwatched}.
   *
   * @param target what
   */
  record Unwatch(Target target) implements KvCommand {}

  /**
   * Takes a lock: {@link KvReply.Locked}, or if another session holds it {@link KvReply.Held} or
   * {@link KvReply.Queued}. Who holds the lock or waits for it may ask again.
   *
   * @param name of the lock; of the same form as a key, but not one
   * @param queue whether to wait in the queue: {@link KvEvent.LockGranted} tells that it is ours
   */
  record Lock(String name, boolean queue) implements KvCommand {}

  /**
   * Gives a lock back, or leaves its queue: {@link KvReply.Unlocked}.
   *
   * @param name of the lock
   * @param token that it must be held with; 0 for any
   */
  record Unlock(String name, long token) implements KvCommand {}

  /**
   * Reads who holds a lock: {@link KvReply.Held} or {@link KvReply.Free}.
   *
   * @param name of the lock
   */
  record Holder(String name) implements KvCommand {}

  /** What a key must hold for a change. */
  sealed interface Expected {
    /** Nothing: there is no such key. */
    record Absent() implements Expected {}

    /**
     * What it held at that version: unchanged since.
     *
     * @param version positive
     */
    record AtVersion(long version) implements Expected {}

    /**
     * That value, whoever wrote it.
     *
     * @param value equal to the present one
     */
    record Equal(Value value) implements Expected {}
  }
}
