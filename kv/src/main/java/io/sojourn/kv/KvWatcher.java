package io.sojourn.kv;

/**
 * Who is told what happens to the keys of a {@link KvWatch}: first the present values, then every
 * change in the order of the versions. One call at a time. If one throws, the watch ends.
 */
public interface KvWatcher {

  /** The key holds this: at first, or since a change. */
  void changed(KvEntry entry);

  /**
   * The key is gone.
   *
   * @param key which
   * @param version of the removal, or a later one where changes were missed
   */
  void removed(String key, long version);

  /**
   * Changes were missed: this client did not take its pushes fast enough, or lost its session. The
   * present values, where they differ from what was told, are told next.
   */
  default void missed() {}

  /**
   * Nothing more is told, although the watch was not closed.
   *
   * @param why a sentence for a person
   */
  default void ended(String why) {}
}
