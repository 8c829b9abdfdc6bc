package io.sojourn.machine;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot being taken: the state of a {@link SessionMachine} at one index, pulled record by
 * record while the machine goes on. Belongs to the machine's thread.
 */
public final class SnapshotCursor {

  private final SnapshotRecord.Header header;
  private final ArrayDeque<SnapshotRecord> copied;
  private final SessionTable table;
  private final List<CapturedEntries> states;
  private final long capture;
  private int statesTaken;
  private boolean headerTaken;
  private boolean complete;

  /**
   * Begins.
   *
   * @param copied rows of which there are few enough to be taken at once
   * @param states the entries of the user's machine and of each service
   */
  SnapshotCursor(
      SnapshotRecord.Header header,
      List<SnapshotRecord> copied,
      SessionTable table,
      List<CapturedEntries> states) {
    this.header = header;
    this.copied = new ArrayDeque<>(copied);
    this.table = table;
    this.states = List.copyOf(states);
    this.capture = table.beginCapture();
    states.forEach(CapturedEntries::beginCapture);
  }

  /**
   * Ends the snapshot, complete or not: the machine copies nothing for it any more. Does nothing if
   * the machine has ended it already.
   */
  public void close() {
    if (table.isCapturing(capture)) {
      table.endCapture();
      states.forEach(CapturedEntries::endCapture);
    }
  }

  /** The index of the last entry in the snapshot. */
  public long index() {
    return header.index();
  }

  /**
   * The next record, the header first; null at the end.
   *
   * @throws IllegalStateException if it was closed before its end, or given up for another one
   */
  public @Nullable SnapshotRecord next() {
    if (complete) {
      return null;
    }
    if (!table.isCapturing(capture)) {
      throw new IllegalStateException("the snapshot at " + index() + " was given up");
    }
    if (!headerTaken) {
      headerTaken = true;
      return header;
    }
    SnapshotRecord row = copied.poll();
    if (row == null) {
      row = table.nextCaptured();
    }
    while (row == null && statesTaken < states.size()) {
      row = states.get(statesTaken).nextCaptured();
      statesTaken += row == null ? 1 : 0;
    }
    if (row == null) {
      complete = true;
      close();
    }
    return row;
  }
}
