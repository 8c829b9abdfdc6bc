package io.sojourn.check.simulation;

import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.machine.SnapshotRecord.Header;
import io.sojourn.machine.SnapshotRecord.SessionRow;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What bugs do to the rows of a state. */
final class Doctored {

  /** How many entries too old the header of {@link Bug#TAIL_APPLIED_TWICE} is. */
  private static final long TAIL = 4;

  private Doctored() {}

  static SnapshotRecord withoutReplies(SnapshotRecord row) {
    return row instanceof SessionRow session ? with(session, null, session.pushes()) : row;
  }

  /** An internal command that nobody will find by its id. */
  static SnapshotRecord underAnotherId(SnapshotRecord row) {
    if (!(row instanceof SnapshotRecord.InternalRow internal)) {
      return row;
    }
    byte[] other = internal.id().clone();
    other[other.length - 1]++;
    return new SnapshotRecord.InternalRow(other, internal.reply());
  }

  static SnapshotRecord withoutPushes(SnapshotRecord row) {
    if (!(row instanceof SessionRow session) || session.pushes() == null) {
      return row;
    }
    long last = session.pushes().lastAssigned();
    return with(session, session.window(), new PushQueueImage(last, last, List.of()));
  }

  /** The row of a machine whose time is an earlier one. */
  static SnapshotRecord asOf(SnapshotRecord row, long time) {
    return switch (row) {
      case Header header ->
          new Header(
              header.index(),
              time,
              header.leasesGrantedAt(),
              header.droppedPushes(),
              header.leaderNode(),
              header.leaderAddress(),
              header.behaviour());
      case SessionRow session -> {
        PushQueueImage pushes = session.pushes();
        if (pushes == null) {
          yield session;
        }
        List<PushQueueImage.Push> earlier = new ArrayList<>();
        for (PushQueueImage.Push push : pushes.pushes()) {
          earlier.add(
              new PushQueueImage.Push(
                  push.number(),
                  Math.min(push.lastSentAt(), time),
                  push.deadline(),
                  push.payload()));
        }
        yield with(
            session,
            session.window(),
            new PushQueueImage(pushes.lastAssigned(), pushes.acknowledged(), earlier));
      }
      default -> row;
    };
  }

  /** What is written of a snapshot's rows, given those of the snapshot before it. */
  static List<SnapshotRecord> saved(
      Bug bug, List<SnapshotRecord> rows, List<SnapshotRecord> before) {
    Map<SessionId, SessionRow> older = new HashMap<>();
    if (bug == Bug.SESSIONS_OLDER_THAN_DATA) {
      for (SnapshotRecord row : before) {
        if (row instanceof SessionRow session) {
          older.put(session.session().id(), session);
        }
      }
    }
    List<SnapshotRecord> saved = new ArrayList<>();
    for (SnapshotRecord row : rows) {
      saved.add(
          switch (row) {
            case SessionRow session ->
                older.getOrDefault(session.session().id(), saved(bug, session));
            case Header header when bug == Bug.TAIL_APPLIED_TWICE ->
                new Header(
                    Math.max(1, header.index() - TAIL),
                    header.clusterTime(),
                    header.leasesGrantedAt(),
                    header.droppedPushes(),
                    header.leaderNode(),
                    header.leaderAddress(),
                    header.behaviour());
            default -> row;
          });
    }
    return saved;
  }

  private static SessionRow saved(Bug bug, SessionRow row) {
    RequestWindowImage window = row.window();
    PushQueueImage pushes = row.pushes();
    if (bug == Bug.REPLIES_NOT_IN_SNAPSHOT) {
      window = null;
    } else if (bug == Bug.MARK_GOES_BACK && window != null) {
      window = new RequestWindowImage(0, window.replies());
    } else if (bug == Bug.PUSH_NUMBER_REUSED && pushes != null && pushes.pushes().isEmpty()) {
      pushes = null;
    }
    return with(row, window, pushes);
  }

  private static SessionRow with(
      SessionRow row, @Nullable RequestWindowImage window, @Nullable PushQueueImage pushes) {
    return new SessionRow(row.session(), window, pushes, row.deadLetters());
  }
}
