package io.sojourn.machine;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A machine with a clock and a log of its own, for tests that read as sentences. */
final class Kernel {

  static final long START = 1_700_000_000_000L;
  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;

  static final SessionId ANN = new SessionId(0, 0xa);
  static final SessionId BOB = new SessionId(0, 0xb);
  static final SessionId EVE = new SessionId(-1, 0xe);
  static final PairingCode CODE = new PairingCode("ABC234");
  static final PairingCode OTHER_CODE = new PairingCode("XYZ789");

  final SessionMachine machine;
  final List<Effect> effects = new ArrayList<>();
  long now = START;
  private long index;

  Kernel() {
    this(Limits.DEFAULT);
  }

  Kernel(Limits limits) {
    this(new SessionMachine(limits, new Ledger()));
  }

  Kernel(SessionMachine machine) {
    this.machine = machine;
    this.index = machine.index();
  }

  /** Applies one entry now; its effects are kept until the next. */
  List<Reply> apply(Command... commands) {
    Applied applied = machine.apply(new Entry(++index, now, List.of(commands)));
    effects.clear();
    effects.addAll(applied.effects());
    return applied.replies();
  }

  Reply ask(Command command) {
    return apply(command).get(0);
  }

  /** Lets so much time pass, and applies an entry without commands. */
  void pass(long millis) {
    now += millis;
    apply();
  }

  Session create(SessionId id) {
    return create(id, asked());
  }

  Session create(SessionId id, NewSession asked) {
    return session(ask(new Command.CreateSession(id, asked)));
  }

  Reply change(SessionId id, StateChange change) {
    return ask(new Command.ChangeState(id, change, 0));
  }

  Reply change(SessionId id, StateChange change, long version) {
    return ask(new Command.ChangeState(id, change, version));
  }

  Reply touch(SessionId id) {
    return ask(new Command.Touch(id));
  }

  Reply edit(SessionId id, AttributeEdit... edits) {
    return ask(new Command.EditAttributes(id, 0, List.of(edits), false));
  }

  Reply openCode(SessionId host, PairingCode code, int uses) {
    return ask(new Command.OpenCode(host, code, 10 * MINUTE, uses));
  }

  Reply redeem(PairingCode code, SessionId viewer) {
    return ask(new Command.RedeemCode(code, viewer, asked()));
  }

  Reply attach(SessionId id) {
    return ask(new Command.Attach(id, token(1)));
  }

  /** Sends a request of the first connection, of which nothing was given up. */
  Reply request(SessionId id, long sequence, String body) {
    return request(id, 0, sequence, 0, body);
  }

  Reply request(SessionId id, long epoch, long sequence, long lowestAwaited, String body) {
    return ask(
        new Command.Request(id, epoch, sequence, lowestAwaited, body.hashCode(), bytes(body)));
  }

  /** Sends a request that does not wait for those before it. */
  Reply unordered(SessionId id, long sequence, String body) {
    return ask(new Command.Request(id, 0, sequence, 0, body.hashCode(), bytes(body), true));
  }

  Reply keepAlive(SessionId id, long lowestAwaited) {
    return ask(new Command.KeepAlive(id, 0, lowestAwaited));
  }

  Reply reject(SessionId id, long number, String reason) {
    return ask(new Command.Reject(id, 0, number, reason));
  }

  Reply internal(int id, String body) {
    byte[] bytes = new byte[Command.Internal.ID_BYTES];
    bytes[15] = (byte) id;
    bytes[14] = (byte) (id >> 8);
    return ask(new Command.Internal(bytes, bytes(body)));
  }

  Reply query(SessionId id, String body) {
    return machine.query(id, 0, bytes(body));
  }

  /** A session's dead letters, each as "number reason payload". */
  List<String> deadLetters(SessionId id) {
    return machine.deadLetters(id).orElseThrow().letters().stream()
        .map(letter -> letter.number() + " " + letter.reason() + " " + text(letter.payload()))
        .toList();
  }

  Reply acknowledge(SessionId id, long number) {
    return ask(new Command.Acknowledge(id, 0, number));
  }

  Session find(SessionId id) {
    Session found = findOrNull(id);
    if (found == null) {
      throw new AssertionError("no session " + id);
    }
    return found;
  }

  @Nullable Session findOrNull(SessionId id) {
    Map<SessionId, Session> all = new TreeMap<>();
    machine.forEach(session -> all.put(session.id(), session), code -> {});
    return all.get(id);
  }

  List<LiveCode> codes() {
    List<LiveCode> codes = new ArrayList<>();
    machine.forEach(session -> {}, codes::add);
    return codes;
  }

  /** All records of a snapshot taken now. */
  List<SnapshotRecord> snapshot() {
    List<SnapshotRecord> records = new ArrayList<>();
    SnapshotCursor cursor = machine.snapshot();
    for (SnapshotRecord next = cursor.next(); next != null; next = cursor.next()) {
      records.add(next);
    }
    return records;
  }

  static Session session(Reply reply) {
    return switch (reply) {
      case Reply.SessionIs is -> is.session();
      case Reply.Attached attached -> attached.session();
      default -> throw new AssertionError("no session but " + reply);
    };
  }

  static Refusal.Code refusal(Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      return refused.why().code();
    }
    throw new AssertionError("no refusal but " + reply);
  }

  static String text(Reply reply) {
    if (reply instanceof Reply.Executed executed) {
      return text(executed.reply());
    }
    throw new AssertionError("not executed but " + reply);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static TokenHash token(int number) {
    byte[] hash = new byte[TokenHash.LENGTH];
    hash[31] = (byte) number;
    return new TokenHash(hash);
  }

  /** Active, with token 1, living a day, and five minutes without being seen. */
  static NewSession asked() {
    return asked(24 * HOUR, 5 * MINUTE, true);
  }

  static NewSession asked(long life, long idle, boolean active) {
    return new NewSession("ann", token(1), life, idle, active, new TreeMap<>(), new TreeMap<>());
  }
}
