package io.sojourn.machine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries that can be captured row by row as they were at one moment, while they go on changing.
 */
interface CapturedEntries {

  /** Begins a capture of the entries as they are now; one that is under way is given up. */
  void beginCapture();

  /** Ends the capture, complete or not. */
  void endCapture();

  /** The next row of the capture, or null at its end. */
  @Nullable SnapshotRecord nextCaptured();

  /** All entries as rows, as they are now, in an order that depends on nothing else. */
  void forEachRow(Consumer<SnapshotRecord> rows);
}
