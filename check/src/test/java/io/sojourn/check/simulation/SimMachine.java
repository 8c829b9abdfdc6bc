package io.sojourn.check.simulation;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.SnapshotCursor;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.Limits;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.testing.LimitsWith;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.EntryHeader;
import io.sojourn.wire.SnapshotReader;
import io.sojourn.wire.SnapshotWriter;
import io.sojourn.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real kernel with the real codecs, and the places where a bug can be put in. */
final class SimMachine {

  /**
   * The kernel's defaults but for bounds that a run reaches, and a short memory of dead sessions,
   * longer though than any message is on its way.
   */
  static final Limits LIMITS =
      LimitsWith.bound(
          LimitsWith.bound(LimitsWith.bound("windowRequests", 6), "pushes", 8),
          "retentionMillis",
          8_000);

  /**
   * What an entry came to.
   *
   * @param header of the entry
   * @param commands in it
   * @param applied the replies and effects
   * @param clusterTime after it
   */
  record Step(EntryHeader header, List<Command> commands, Applied applied, long clusterTime) {}

  /** A snapshot being taken: its rows are pulled while the machine goes on. */
  private record Capture(SnapshotCursor cursor, List<SnapshotRecord> rows) {}

  private final Bug bug;
  private SessionMachine machine = new SessionMachine(LIMITS, new JournalStore());
  private @Nullable Capture capture;
  private List<SnapshotRecord> savedBefore = List.of();

  SimMachine(Bug bug) {
    this.bug = bug;
  }

  long index() {
    return machine.index();
  }

  long clusterTime() {
    return machine.clusterTime();
  }

  long nextDeadline() {
    return machine.nextDeadline();
  }

  long earliestPushSentAt() {
    return machine.earliestPushSentAt();
  }

  /** The session of that id, dead or alive; null if there is none. */
  @Nullable Session session(SessionId id) {
    List<Session> found = new ArrayList<>();
    machine.forEach(
        session -> {
          if (session.id().equals(id)) {
            found.add(session);
          }
        },
        code -> {});
    return found.isEmpty() ? null : found.get(0);
  }

  int liveSessions() {
    List<Session> live = new ArrayList<>();
    machine.forEach(
        session -> {
          if (session.state().isLive()) {
            live.add(session);
          }
        },
        code -> {});
    return live.size();
  }

  /** The sessions whose leases are over at that time, though they have not ended yet. */
  List<SessionId> overdue(long time) {
    List<SessionId> overdue = new ArrayList<>();
    machine.forEach(
        session -> {
          if (session.state().isLive()
              && session.leaseExpiresAt(machine.leasesGrantedAt()) <= time) {
            overdue.add(session.id());
          }
        },
        code -> {});
    return overdue;
  }

  Reply query(SessionId session, long epoch, String key) {
    return machine.query(session, epoch, JournalStore.bytes(key));
  }

  /** Applies an entry; {@code localMillis} is this node's clock, which is nothing to it. */
  Step apply(long index, LogEntry entry, long localMillis) {
    ByteBuffer bytes = ByteBuffer.wrap(entry.bytes());
    try {
      EntryHeader header = EntryCodec.decodeHeader(bytes);
      List<Command> commands = EntryCodec.decodeCommands(bytes);
      if (commands.stream().anyMatch(command -> command instanceof Command.GrantLeases)) {
        atFailover(header);
      }
      long time = bug == Bug.EXPIRY_BY_LOCAL_CLOCK ? localMillis : header.clusterTime();
      Applied applied = machine.apply(new Entry(index, time, commands));
      return new Step(header, commands, applied, machine.clusterTime());
    } catch (WireException e) {
      throw new UncheckedIOException("entry " + index + " cannot be read", e);
    }
  }

  private void atFailover(EntryHeader header) {
    switch (bug) {
      case REPLIES_LOST_AT_FAILOVER -> rebuild(Doctored::withoutReplies);
      case PUSHES_LOST_AT_FAILOVER -> rebuild(Doctored::withoutPushes);
      case INTERNALS_FORGOTTEN_AT_FAILOVER -> rebuild(Doctored::underAnotherId);
      case TIME_GOES_BACK -> {
        if (header.clusterTime() < machine.clusterTime()) {
          rebuild(row -> Doctored.asOf(row, header.clusterTime()));
        }
      }
      default -> {}
    }
  }

  private void rebuild(UnaryOperator<SnapshotRecord> change) {
    SessionMachine rebuilt = new SessionMachine(LIMITS, new JournalStore());
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord row = cursor.next(); row != null; row = cursor.next()) {
      rebuilt.restore(change.apply(row));
    }
    capture = null;
    machine = rebuilt;
  }

  boolean isCapturing() {
    return capture != null;
  }

  void beginSnapshot() {
    capture = new Capture(machine.snapshot(), new ArrayList<>());
  }

  /** Pulls a few rows of the snapshot under way; returns it once it is complete. */
  @Nullable StoredSnapshot pull(int rows, LogImage log) {
    Capture taken = capture;
    for (int i = 0; taken != null && i < rows; i++) {
      SnapshotRecord row = taken.cursor.next();
      if (row == null) {
        capture = null;
        List<SnapshotRecord> saved = Doctored.saved(bug, taken.rows, savedBefore);
        savedBefore = taken.rows;
        long index = ((SnapshotRecord.Header) saved.get(0)).index();
        return new StoredSnapshot(index, log.termAt(index), encode(saved), log.membersAt(index));
      }
      taken.rows.add(row);
    }
    return null;
  }

  private static byte[] encode(List<SnapshotRecord> rows) {
    Iterator<SnapshotRecord> each = rows.iterator();
    SnapshotWriter writer = new SnapshotWriter(() -> each.hasNext() ? each.next() : null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer chunk = writer.nextChunk(); chunk != null; chunk = writer.nextChunk()) {
      bytes.write(chunk.array(), chunk.arrayOffset(), chunk.remaining());
    }
    return bytes.toByteArray();
  }

  /** Replaces the state by that of a snapshot. */
  void restore(StoredSnapshot snapshot) {
    machine = new SessionMachine(LIMITS, new JournalStore());
    capture = null;
    byte[] bytes = snapshot.bytes();
    boolean torn = bug == Bug.TORN_SNAPSHOT_USED && snapshot.index() % 4 == 0;
    int length = torn ? bytes.length - bytes.length / 8 : bytes.length;
    try {
      SnapshotReader.read(new ByteArrayInputStream(bytes, 0, length), machine::restore);
    } catch (IOException e) {
      if (!torn) {
        throw new UncheckedIOException("the snapshot of " + snapshot.index() + " is torn", e);
      }
    }
  }

  String digest() {
    return HexFormat.of().formatHex(machine.digest());
  }

  /** Shows every row of the state; gives a snapshot under way up. */
  List<SnapshotRecord> rows() {
    capture = null;
    List<SnapshotRecord> rows = new ArrayList<>();
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord row = cursor.next(); row != null; row = cursor.next()) {
      rows.add(row);
    }
    return rows;
  }
}
