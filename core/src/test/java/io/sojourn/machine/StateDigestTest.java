package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.session.Attribute;
import io.sojourn.session.LiveCode;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.TokenHash;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every field counts: two states that differ in one have different digests. */
class StateDigestTest {

  private static final SortedMap<String, Attribute> ATTRIBUTES =
      new TreeMap<>(java.util.Map.of("a", new Attribute("1", 2)));
  private static final Session SESSION = new Kernel().create(Kernel.ANN).withAttributes(ATTRIBUTES);

  @Test
  void everyFieldOfTheHeaderCounts() throws ReflectiveOperationException {
    allDiffer(changedOnce(new SnapshotRecord.Header(1, 2, 3, 4, "n", "a", 5)));
  }

  @Test
  void everyFieldOfASessionCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    for (Session session : changedOnce(SESSION)) {
      rows.add(new SnapshotRecord.SessionRow(session, null, null, DeadLetters.NONE));
    }
    allDiffer(rows);
  }

  @Test
  void everyFieldOfAnAttributeCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    for (Attribute attribute : changedOnce(new Attribute("1", 2))) {
      SortedMap<String, Attribute> attributes = new TreeMap<>();
      attributes.put("a", attribute);
      Session session = SESSION.withAttributes(attributes);
      rows.add(new SnapshotRecord.SessionRow(session, null, null, DeadLetters.NONE));
    }
    allDiffer(rows);
  }

  @Test
  void everyFieldOfACodeCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    for (LiveCode code : changedOnce(new LiveCode(Kernel.CODE, Kernel.ANN, 1, 2, 3))) {
      rows.add(new SnapshotRecord.CodeRow(code));
    }
    allDiffer(rows);
  }

  @Test
  void everyFieldOfAKeptReplyAndOfAPushCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    RequestWindowImage.Reply kept = new RequestWindowImage.Reply(1, 2, new byte[3]);
    for (RequestWindowImage.Reply reply : changedOnce(kept)) {
      rows.add(row(new RequestWindowImage(1, List.of(reply)), new PushQueueImage(0, 0, List.of())));
    }
    rows.add(row(new RequestWindowImage(0, List.of(kept)), new PushQueueImage(0, 0, List.of())));
    PushQueueImage.Push waiting = new PushQueueImage.Push(1, 2, 3, new byte[3]);
    for (PushQueueImage.Push push : changedOnce(waiting)) {
      rows.add(row(new RequestWindowImage(0, List.of()), new PushQueueImage(1, 0, List.of(push))));
    }
    rows.add(row(new RequestWindowImage(0, List.of()), new PushQueueImage(2, 0, List.of(waiting))));
    rows.add(row(new RequestWindowImage(0, List.of()), new PushQueueImage(2, 1, List.of())));
    allDiffer(rows);
  }

  @Test
  void everyFieldOfADeadLetterCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    DeadLetter base = new DeadLetter(1, 2, "why", new byte[3]);
    for (DeadLetter letter : changedOnce(base)) {
      rows.add(new SnapshotRecord.SessionRow(SESSION, null, null, dead(0, letter)));
    }
    rows.add(new SnapshotRecord.SessionRow(SESSION, null, null, dead(1, base)));
    rows.add(new SnapshotRecord.SessionRow(SESSION, null, null, dead(0, base, base)));
    allDiffer(rows);
  }

  private static DeadLetters dead(long forgotten, DeadLetter... letters) {
    return new DeadLetters(forgotten, List.of(letters));
  }

  @Test
  void everyFieldOfASettingAndOfAnInternalCommandCounts() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    rows.addAll(changedOnce(new SnapshotRecord.SettingRow("a", new byte[16])));
    rows.addAll(changedOnce(new SnapshotRecord.InternalRow(new byte[16], new byte[2])));
    rows.add(user("a", "\0".repeat(16)));
    allDiffer(rows);
  }

  @Test
  void everyFieldOfAServicesEntryCountsAndIsKeptApart() throws ReflectiveOperationException {
    List<SnapshotRecord> rows = new ArrayList<>();
    rows.addAll(changedOnce(new SnapshotRecord.ServiceRow("nfs", "a", new byte[2])));
    rows.add(new SnapshotRecord.ServiceRow("nf", "sa", new byte[2]));
    for (TableKey table : changedOnce(new TableKey(1, 2, 3))) {
      rows.add(new SnapshotRecord.NumberedRow("nfs", table, 4, new byte[2]));
    }
    rows.add(new SnapshotRecord.NumberedRow("nfs", new TableKey(1, 2, 3), 5, new byte[2]));
    rows.add(new SnapshotRecord.NumberedRow("nfs", new TableKey(1, 2, 3), 4, new byte[3]));
    rows.add(new SnapshotRecord.NumberedRow("nf", new TableKey(1, 2, 3), 4, new byte[2]));
    rows.add(user("nfs", "a"));
    allDiffer(rows);
  }

  @Test
  void theNameAndTheBytesOfAUsersEntryCountAndAreKeptApart() {
    allDiffer(
        List.of(user("a", "b"), user("ab", ""), user("", "ab"), user("a", "c"), user("b", "b")));
  }

  @Test
  void aChannelThatWasNeverUsedIsTheSameAsOneThatIsAsGoodAsNew() {
    assertThat(digest(new SnapshotRecord.SessionRow(SESSION, null, null, DeadLetters.NONE)))
        .isEqualTo(
            digest(row(new RequestWindowImage(0, List.of()), new PushQueueImage(0, 0, List.of()))));
  }

  private static SnapshotRecord row(RequestWindowImage window, PushQueueImage pushes) {
    return new SnapshotRecord.SessionRow(SESSION, window, pushes, DeadLetters.NONE);
  }

  private static SnapshotRecord user(String name, String value) {
    return new SnapshotRecord.UserRow(name, Kernel.bytes(value));
  }

  private static void allDiffer(List<? extends SnapshotRecord> rows) {
    assertThat(rows.stream().map(StateDigestTest::digest)).doesNotHaveDuplicates();
  }

  private static String digest(SnapshotRecord row) {
    StateDigest digest = new StateDigest();
    digest.add(row);
    return HexFormat.of().formatHex(digest.finish());
  }

  /** The record itself, and for each of its fields one that differs in that field alone. */
  private static <T extends Record> List<T> changedOnce(T base)
      throws ReflectiveOperationException {
    RecordComponent[] fields = base.getClass().getRecordComponents();
    Object[] values = new Object[fields.length];
    Class<?>[] types = new Class<?>[fields.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i].getAccessor().setAccessible(true);
      values[i] = fields[i].getAccessor().invoke(base);
      types[i] = fields[i].getType();
    }
    @SuppressWarnings("unchecked") // the class of a T
    Class<T> type = (Class<T>) base.getClass();
    List<T> all = new ArrayList<>(List.of(base));
    for (int i = 0; i < fields.length; i++) {
      Object[] changed = Arrays.copyOf(values, values.length);
      changed[i] = other(values[i]);
      all.add(type.getDeclaredConstructor(types).newInstance(changed));
    }
    return all;
  }

  private static Object other(Object value) {
    return switch (value) {
      case Long number -> number + 1;
      case Integer number -> number + 1;
      case String text -> text + "x";
      case byte[] bytes -> Arrays.copyOf(bytes, bytes.length + 1);
      case SessionId id -> new SessionId(id.high() + 1, id.low());
      case PairingCode code -> new PairingCode(code.text() + "A");
      case SessionState state ->
          state == SessionState.PENDING ? SessionState.ACTIVE : SessionState.PENDING;
      case TokenHash hash -> Kernel.token(99);
      case SortedMap<?, ?> map when map.isEmpty() -> new TreeMap<>(java.util.Map.of("b", "2"));
      case SortedMap<?, ?> map -> new TreeMap<>();
      default -> throw new AssertionError("no other value of " + value.getClass());
    };
  }
}
