package io.sojourn.machine;

import io.sojourn.session.LiveCode;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot being taken: the state of a {@link SessionMachine} at one index, pulled record by
 * record while the machine goes on. Belongs to the machine's thread.
 */
public final class SnapshotCursor {

  private final SnapshotRecord.Header header;
  private final ArrayDeque<LiveCode> codes;
  private final SessionTable table;
  private final UserEntries state;
  private boolean headerTaken;

  SnapshotCursor(
      SnapshotRecord.Header header, List<LiveCode> codes, SessionTable table, UserEntries state) {
    this.header = header;
    this.codes = new ArrayDeque<>(codes);
    this.table = table;
    this.state = state;
    table.beginCapture();
    state.beginCapture();
  }

  /** Ends the snapshot, complete or not: the machine copies nothing for it any more. */
  public void close() {
    table.endCapture();
    state.endCapture();
  }

  /** The index of the last entry in the snapshot. */
  public long index() {
    return header.index();
  }

  /** The next record, the header first; null at the end. */
  public @Nullable SnapshotRecord next() {
    if (!headerTaken) {
      headerTaken = true;
      return header;
    }
    LiveCode code = codes.poll();
    if (code != null) {
      return new SnapshotRecord.CodeRow(code);
    }
    SnapshotRecord row = table.nextCaptured();
    return row != null ? row : state.nextCaptured();
  }
}
