package io.sojourn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The machine as its log sees it. All calls come from one thread at a time, in the order of the
 * log.
 */
public interface Applier {

  /**
   * Applies an entry; index only grows. Must be deterministic and must not throw: a log whose
   * applier throws has failed, since this node can no longer say what its state is.
   *
   * @param entry read-only, valid during the call
   */
  void apply(long index, ByteBuffer entry);

  /**
   * Begins a consistent capture of the state as of the last applied entry. Entries are applied
   * between the calls of {@link SnapshotSource#next} and must not show in the capture. At most one
   * capture is open at a time.
   */
  SnapshotSource snapshot();

  /**
   * Replaces the state by a captured one. Called at most once, before any {@link #apply}.
   *
   * @param index the last entry that the snapshot contains
   * @param snapshot the bytes of all chunks in order, already checked against damage
   * @throws IOException when the content is not understood; the log then does not start
   */
  void restore(long index, InputStream snapshot) throws IOException;
}
