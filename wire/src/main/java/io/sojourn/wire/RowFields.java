package io.sojourn.wire;

import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.Attribute;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of a snapshot's header, of a session, and of what is in its two channels. */
final class RowFields {

  private static final byte[] NOTHING = {};

  /** The behaviour of a machine whose snapshot does not say it. */
  private static final int FIRST_BEHAVIOUR = 1;

  /** A session as it is read: its channels announce how many records of theirs follow. */
  record Announced(SnapshotRecord.SessionRow row, int replies, int pushes, int letters) {}

  private RowFields() {}

  static void header(SnapshotRecord.Header header, FieldWriter to) {
    to.int64(1, FormatVersion.CURRENT);
    to.int64(2, header.index());
    to.int64(3, header.clusterTime());
    to.int64(4, header.leasesGrantedAt());
    to.int64(5, header.droppedPushes());
    to.string(6, header.leaderNode());
    to.string(7, header.leaderAddress());
    to.int64(8, header.behaviour() == FIRST_BEHAVIOUR ? 0 : header.behaviour());
  }

  static SnapshotRecord.Header header(FieldReader in) throws WireException {
    FormatVersion.check(in);
    long index = 0;
    long clusterTime = 0;
    long leasesGrantedAt = 0;
    long droppedPushes = 0;
    String leaderNode = "";
    String leaderAddress = "";
    int behaviour = FIRST_BEHAVIOUR;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> index = in.int64();
        case 3 -> clusterTime = in.int64();
        case 4 -> leasesGrantedAt = in.int64();
        case 5 -> droppedPushes = in.int64();
        case 6 -> leaderNode = in.string();
        case 7 -> leaderAddress = in.string();
        case 8 -> behaviour = in.int32();
        default -> in.skipNote();
      }
    }
    return new SnapshotRecord.Header(
        index, clusterTime, leasesGrantedAt, droppedPushes, leaderNode, leaderAddress, behaviour);
  }

  static void session(SnapshotRecord.SessionRow row, FieldWriter to) {
    Session session = row.session();
    to.bytes(1, Values.bytes(session.id()));
    to.string(2, session.userId());
    to.int64(3, number(session.state()));
    to.int64(4, session.createdAt());
    to.int64(5, session.expiresAt());
    to.int64(6, session.idleTimeoutMillis());
    to.int64(7, session.lastSeenAt());
    to.int64(8, session.endedAt());
    to.texts(9, session.capabilities());
    for (Map.Entry<String, Attribute> attribute : session.attributes().entrySet()) {
      to.message(10, attribute, RowFields::attribute);
    }
    to.int64(11, session.version());
    to.int64(12, session.epoch());
    to.bytes(13, session.tokenHash().toBytes());
    if (row.window() != null) {
      to.message(14, row.window(), RowFields::window);
    }
    if (row.pushes() != null) {
      to.message(15, row.pushes(), RowFields::pushes);
    }
    if (!row.deadLetters().equals(DeadLetters.NONE)) {
      to.message(16, row.deadLetters(), LetterFields::deadLetters);
    }
  }

  private static void attribute(Map.Entry<String, Attribute> attribute, FieldWriter to) {
    to.string(1, attribute.getKey());
    to.string(2, attribute.getValue().value());
    to.int64(3, attribute.getValue().version());
  }

  private static void window(RequestWindowImage window, FieldWriter to) {
    to.int64(1, window.lowestAwaited());
    to.int64(2, window.replies().size());
  }

  private static void pushes(PushQueueImage pushes, FieldWriter to) {
    to.int64(1, pushes.lastAssigned());
    to.int64(2, pushes.pushes().size());
    if (pushes.acknowledged() != pushes.lastAssigned() - pushes.pushes().size()) {
      to.optionalInt64(3, pushes.acknowledged());
    }
  }

  static Announced session(FieldReader in) throws WireException {
    SessionId id = null;
    String userId = "";
    SessionState state = null;
    long createdAt = 0;
    long expiresAt = 0;
    long idleTimeoutMillis = 0;
    long lastSeenAt = 0;
    long endedAt = 0;
    TreeMap<String, String> capabilities = new TreeMap<>();
    TreeMap<String, Attribute> attributes = new TreeMap<>();
    long version = 0;
    long epoch = 0;
    TokenHash tokenHash = null;
    Channel window = null;
    Channel pushes = null;
    LetterFields.Announced letters = LetterFields.Announced.NONE;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> userId = in.string();
        case 3 -> state = state(in);
        case 4 -> createdAt = in.int64();
        case 5 -> expiresAt = in.int64();
        case 6 -> idleTimeoutMillis = in.int64();
        case 7 -> lastSeenAt = in.int64();
        case 8 -> endedAt = in.int64();
        case 9 -> in.text(capabilities);
        case 10 -> attribute(in.repeated("Attribute"), attributes);
        case 11 -> version = in.int64();
        case 12 -> epoch = in.int64();
        case 13 -> tokenHash = Values.tokenHash(in);
        case 14 -> window = window(in.message("RequestWindow"));
        case 15 -> pushes = pushes(in.message("PushQueue"));
        case 16 -> letters = LetterFields.announced(in.message("DeadLetters"));
        default -> throw in.unknown();
      }
    }
    Session session =
        new Session(
            Values.need(in, id, "session id"),
            userId,
            Values.need(in, state, "state"),
            createdAt,
            expiresAt,
            idleTimeoutMillis,
            lastSeenAt,
            endedAt,
            capabilities,
            attributes,
            version,
            epoch,
            Values.need(in, tokenHash, "token hash"));
    return announced(session, window, pushes, letters);
  }

  private static Announced announced(
      Session session,
      @Nullable Channel window,
      @Nullable Channel pushes,
      LetterFields.Announced letters) {
    return new Announced(
        new SnapshotRecord.SessionRow(
            session,
            window == null ? null : new RequestWindowImage(window.mark, List.of()),
            pushes == null ? null : new PushQueueImage(pushes.mark, pushes.acknowledged, List.of()),
            new DeadLetters(letters.forgotten(), List.of())),
        window == null ? 0 : window.records,
        pushes == null ? 0 : pushes.records,
        letters.records());
  }

  private static void attribute(FieldReader in, Map<String, Attribute> attributes)
      throws WireException {
    String name = "";
    String value = "";
    long version = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> value = in.string();
        case 3 -> version = in.int64();
        default -> throw in.unknown();
      }
    }
    if (attributes.put(name, new Attribute(value, version)) != null) {
      throw in.broken("is there twice");
    }
  }

  private record Channel(long mark, int records, long acknowledged) {}

  private static Channel window(FieldReader in) throws WireException {
    long mark = 0;
    int records = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> mark = in.int64();
        case 2 -> records = in.int32();
        default -> throw in.unknown();
      }
    }
    requireNotNegative(in, mark, records);
    return new Channel(mark, records, 0);
  }

  private static Channel pushes(FieldReader in) throws WireException {
    long last = 0;
    int records = 0;
    Long acknowledged = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> last = in.int64();
        case 2 -> records = in.int32();
        case 3 -> acknowledged = in.int64();
        default -> throw in.unknown();
      }
    }
    requireNotNegative(in, last, records);
    return new Channel(last, records, acknowledged == null ? last - records : acknowledged);
  }

  static void requireNotNegative(FieldReader in, long one, long other) throws WireException {
    if (one < 0 || other < 0) {
      throw in.broken("has a negative number");
    }
  }

  private static int number(SessionState state) {
    return switch (state) {
      case PENDING -> 1;
      case ACTIVE -> 2;
      case SUSPENDED -> 3;
      case EXPIRED -> 4;
      case INVALIDATED -> 5;
    };
  }

  private static SessionState state(FieldReader in) throws WireException {
    return switch (in.int32()) {
      case 1 -> SessionState.PENDING;
      case 2 -> SessionState.ACTIVE;
      case 3 -> SessionState.SUSPENDED;
      case 4 -> SessionState.EXPIRED;
      case 5 -> SessionState.INVALIDATED;
      default -> throw in.broken("has an unknown state");
    };
  }

  static void reply(RequestWindowImage.Reply reply, FieldWriter to) {
    to.int64(1, reply.sequence());
    to.fixed64(2, reply.fingerprint());
    to.bytes(3, reply.reply());
  }

  static RequestWindowImage.Reply reply(FieldReader in) throws WireException {
    long sequence = 0;
    long fingerprint = 0;
    byte[] reply = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> sequence = in.int64();
        case 2 -> fingerprint = in.fixed64();
        case 3 -> reply = in.bytes();
        default -> throw in.unknown();
      }
    }
    return new RequestWindowImage.Reply(sequence, fingerprint, reply);
  }

  static void push(PushQueueImage.Push push, FieldWriter to) {
    to.int64(1, push.number());
    to.int64(2, push.lastSentAt());
    to.bytes(3, push.payload());
    to.int64(4, push.deadline());
  }

  static PushQueueImage.Push push(FieldReader in) throws WireException {
    long number = 0;
    long lastSentAt = 0;
    byte[] payload = NOTHING;
    long deadline = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> number = in.int64();
        case 2 -> lastSentAt = in.int64();
        case 3 -> payload = in.bytes();
        case 4 -> deadline = in.int64();
        default -> throw in.unknown();
      }
    }
    return new PushQueueImage.Push(number, lastSentAt, deadline, payload);
  }
}
