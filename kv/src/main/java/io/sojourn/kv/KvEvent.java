package io.sojourn.kv;

/** What the machine tells a session by itself. */
public sealed interface KvEvent {

  /**
   * A watched key holds something new.
   *
   * @param entry as it is since
   */
  record EntryChanged(KvEntry entry) implements KvEvent {}

  /**
   * A watched key is gone.
   *
   * @param key which
   * @param version of the removal
   */
  record EntryRemoved(String key, long version) implements KvEvent {}

  /**
   * A watch is over, since the session did not acknowledge its pushes fast enough to be told. To
   * watch again gives the values of then.
   *
   * @param target what was watched
   * @param version of the first change that is not told
   */
  record WatchLost(Target target, long version) implements KvEvent {}

  /**
   * A lock that the session waited for is its own.
   *
   * @param name of the lock
   * @param token as in {@link KvReply.Locked}
   */
  record LockGranted(String name, long token) implements KvEvent {}
}
