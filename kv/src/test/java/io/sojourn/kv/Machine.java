package io.sojourn.kv;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.SnapshotCursor;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The machine behind the kernel, with sessions that are numbers, a clock and a log of its own. */
final class Machine {

  static final int IDLE_MILLIS = 60_000;

  private final Limits limits;
  private final KvLimits kvLimits;
  private SessionMachine kernel;
  private long index;
  private long now = 1_700_000_000_000L;
  private final Map<SessionId, Long> sequences = new HashMap<>();

  /** What the last command pushed, as the session's number and the event. */
  final List<Map.Entry<Integer, KvEvent>> told = new ArrayList<>();

  Machine() {
    this(Limits.DEFAULT, KvLimits.DEFAULT);
  }

  Machine(Limits limits, KvLimits kvLimits) {
    this.limits = limits;
    this.kvLimits = kvLimits;
    this.kernel = empty();
  }

  private SessionMachine empty() {
    return new SessionMachine(limits, KvMachine.ofBytes(kvLimits));
  }

  static SessionId id(int session) {
    return new SessionId(0, session);
  }

  void create(int session) {
    NewSession asked =
        new NewSession(
            "ann",
            new TokenHash(new byte[TokenHash.LENGTH]),
            24 * 3_600_000,
            IDLE_MILLIS,
            true,
            new TreeMap<>(),
            new TreeMap<>());
    apply(new Command.CreateSession(id(session), asked));
    sequences.put(id(session), 0L);
  }

  KvReply ask(int session, KvCommand command) {
    byte[] reply = askBytes(session, KvCodecs.COMMAND.encode(command));
    return KvCodecs.REPLY.decode(reply);
  }

  byte[] askBytes(int session, byte[] body) {
    Reply reply = request(session, body);
    if (reply instanceof Reply.Executed executed) {
      return executed.reply();
    }
    throw new AssertionError(reply.toString());
  }

  Reply request(int session, byte[] body) {
    long sequence = sequences.merge(id(session), 1L, Long::sum);
    return apply(new Command.Request(id(session), 0, sequence, sequence, 0, body, false)).get(0);
  }

  /** Asks without the log. */
  Reply query(int session, KvCommand command) {
    return kernel.query(id(session), 0, KvCodecs.COMMAND.encode(command));
  }

  void acknowledge(int session, long number) {
    apply(new Command.Acknowledge(id(session), 0, number));
  }

  void end(int session) {
    apply(new Command.ChangeState(id(session), StateChange.INVALIDATE, 0));
  }

  void pass(long millis) {
    now += millis;
    apply();
  }

  private List<Reply> apply(Command... commands) {
    Applied applied = kernel.apply(new Entry(++index, now, List.of(commands)));
    told.clear();
    for (Effect effect : applied.effects()) {
      if (effect instanceof Effect.Pushed pushed) {
        told.add(Map.entry((int) pushed.to().low(), KvCodecs.EVENT.decode(pushed.payload())));
      }
    }
    return applied.replies();
  }

  /** Goes on with a machine made of a snapshot of this one. */
  void restore() {
    SessionMachine restored = empty();
    snapshot().forEach(restored::restore);
    if (!digest(restored).equals(digest(kernel))) {
      throw new AssertionError("another state after a snapshot");
    }
    kernel = restored;
  }

  private static String digest(SessionMachine machine) {
    return HexFormat.of().formatHex(machine.digest());
  }

  private List<SnapshotRecord> snapshot() {
    List<SnapshotRecord> records = new ArrayList<>();
    SnapshotCursor cursor = kernel.snapshot();
    for (SnapshotRecord next = cursor.next(); next != null; next = cursor.next()) {
      records.add(next);
    }
    return records;
  }

  /** The names of all rows of the machine's state. */
  List<String> rows() {
    return snapshot().stream()
        .filter(SnapshotRecord.UserRow.class::isInstance)
        .map(row -> ((SnapshotRecord.UserRow) row).name())
        .toList();
  }

  /** How many pushes had no room or no session. */
  long droppedPushes() {
    return kernel.droppedPushes();
  }
}
