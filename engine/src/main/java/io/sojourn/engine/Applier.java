package io.sojourn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The machine as its log sees it. {@link #apply}, {@link #restore} and {@link #snapshot} are called
 * in the order of the log, by one thread at a time, which need not be the writer. A capture may be
 * pulled and closed by another thread at any time.
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
   * Replaces the state by a captured one: before any {@link #apply} at a start, and again in the
   * life of a node that lags so far behind that the others have dropped the entries it lacks.
   *
   * @param index the last entry that the snapshot contains
   * @param snapshot the bytes of all chunks in order, already checked against damage
   * @throws IOException when the content is not understood: the state is as it was, and the log
   *     does not start or has failed
   */
  void restore(long index, InputStream snapshot) throws IOException;
}
