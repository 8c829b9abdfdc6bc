package io.sojourn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.Command;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.machine.TableKey;
import io.sojourn.session.Attribute;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes that were released stay as they are: each file under {@code golden} is one value,
 * written and read. A failure here means that logs and snapshots of earlier programs would be read
 * differently; make a new format version instead.
 */
class GoldenTest {

  private static final SessionId ID = new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L);
  private static final PairingCode CODE = new PairingCode("ABC234");
  private static final TokenHash HASH = new TokenHash(bytes(32, 0x40));
  private static final EntryHeader ENTRY = new EntryHeader(1_767_225_600_123L, -2, 300);

  /** Of some commands there is a second one, with what their first version did not have. */
  static Stream<Map.Entry<String, Command>> commands() {
    return Stream.concat(
        plainCommands().map(it -> Map.entry("command-" + kebab(it.getClass().getSimpleName()), it)),
        Stream.of(
            Map.entry(
                "command-request-unordered",
                new Command.Request(ID, 2, 300, 299, 7, bytes(5, 1), true)),
            Map.entry(
                "command-grant-leases-to-a-node", new Command.GrantLeases("n1", "10.0.0.1:8080"))));
  }

  private static Stream<Command> plainCommands() {
    return Stream.of(
        new Command.CreateSession(ID, newSession()),
        new Command.ChangeState(ID, StateChange.SUSPEND, 7),
        new Command.Touch(ID),
        new Command.EditAttributes(
            ID,
            3,
            List.of(AttributeEdit.set("color", "\"blue\""), AttributeEdit.remove("größe")),
            true),
        new Command.OpenCode(ID, CODE, 600_000, 2),
        new Command.CloseCode(ID),
        new Command.RedeemCode(CODE, ID, newSession()),
        new Command.Attach(ID, HASH),
        new Command.Request(ID, 2, 300, 299, 0x1122334455667788L, bytes(5, 1)),
        new Command.Acknowledge(ID, 2, 128),
        new Command.ResendDue(1_767_225_600_000L),
        new Command.GrantLeases("", ""),
        new Command.KeepAlive(ID, 2, 300),
        new Command.Reject(ID, 2, 128, "cannot be größer"),
        new Command.ClearDeadLetters(ID),
        new Command.Internal(bytes(16, 0x20), bytes(5, 1)),
        new Command.PutSetting("ticket-key", bytes(3, 1), true),
        new Command.Upgrade(300),
        new Command.Service("nfs", bytes(5, 1)),
        new Command.EndSession(ID, 2));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandHasTheBytesItAlwaysHad(Map.Entry<String, Command> named) throws IOException {
    String name = named.getKey();
    Command command = named.getValue();
    byte[] written = Entries.encode(ENTRY, List.of(command)).array();
    assertThat(hex(written))
        .as("%s.hex should be%n%s", name, file(name, written))
        .isEqualTo(golden(name));
    ByteBuffer read = ByteBuffer.wrap(HexFormat.of().parseHex(golden(name)));
    assertThat(EntryCodec.decodeHeader(read)).isEqualTo(ENTRY);
    assertThat(EntryCodec.decodeCommands(read))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(command);
  }

  @Test
  void everyCommandHasAGoldenFile() {
    List<Class<?>> all = Arrays.asList(Command.class.getPermittedSubclasses());
    assertThat(plainCommands().map(Object::getClass).collect(Collectors.<Class<?>>toList()))
        .containsExactlyInAnyOrderElementsOf(all);
  }

  static Stream<Map.Entry<String, List<SnapshotRecord>>> snapshots() {
    SnapshotRecord header = new SnapshotRecord.Header(4711, 1_767_225_600_123L, 9, 2, "", "", 1);
    SnapshotRecord led =
        new SnapshotRecord.Header(4711, 1_767_225_600_123L, 9, 2, "n1", "10.0.0.1:8080", 2);
    SnapshotRecord code = new SnapshotRecord.CodeRow(new LiveCode(CODE, ID, 5, 605_000, 2));
    SnapshotRecord user = new SnapshotRecord.UserRow("kv/größe", bytes(3, 1));
    var window =
        new RequestWindowImage(
            299,
            List.of(
                new RequestWindowImage.Reply(299, -1, bytes(2, 7)),
                new RequestWindowImage.Reply(305, 6, bytes(0, 0))));
    var pushes =
        new PushQueueImage(12, 11, List.of(new PushQueueImage.Push(12, 900, 0, bytes(4, 9))));
    var gaps =
        new PushQueueImage(
            500,
            0,
            List.of(
                new PushQueueImage.Push(12, 900, 1_000, bytes(4, 9)),
                new PushQueueImage.Push(400, 900, 0, bytes(0, 0))));
    var dead =
        new DeadLetters(
            300,
            List.of(
                new DeadLetter(11, 950, "cannot be größer", bytes(2, 3)),
                new DeadLetter(399, 960, "", bytes(0, 0))));
    SnapshotRecord plain = new SnapshotRecord.SessionRow(session(), null, null, DeadLetters.NONE);
    SnapshotRecord busy =
        new SnapshotRecord.SessionRow(session(), window, pushes, DeadLetters.NONE);
    SnapshotRecord dying = new SnapshotRecord.SessionRow(session(), null, gaps, dead);
    SnapshotRecord internal = new SnapshotRecord.InternalRow(bytes(16, 0x20), bytes(3, 0));
    SnapshotRecord setting = new SnapshotRecord.SettingRow("ticket-key", bytes(3, 1));
    SnapshotRecord service = new SnapshotRecord.ServiceRow("nfs", "n/größe", bytes(3, 1));
    SnapshotRecord numbered =
        new SnapshotRecord.NumberedRow(
            "nfs", new TableKey(4, 1L << 56, -2), 0x0102_0304_0506_0708L, bytes(3, 1));
    return Stream.of(
        Map.entry("snapshot-empty", List.of(header)),
        Map.entry("snapshot-session", List.of(header, plain)),
        Map.entry("snapshot-session-with-channels", List.of(header, busy)),
        Map.entry("snapshot-session-with-dead-letters", List.of(header, dying)),
        Map.entry("snapshot-led", List.of(led)),
        Map.entry("snapshot-internal", List.of(header, internal)),
        Map.entry("snapshot-setting", List.of(header, setting)),
        Map.entry("snapshot-service", List.of(header, service)),
        Map.entry("snapshot-numbered", List.of(header, numbered)),
        Map.entry("snapshot-code", List.of(header, code)),
        Map.entry("snapshot-user", List.of(header, user)));
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void aSnapshotHasTheBytesItAlwaysHad(Map.Entry<String, List<SnapshotRecord>> snapshot)
      throws IOException {
    String name = snapshot.getKey();
    byte[] written = Snapshots.write(snapshot.getValue());
    assertThat(hex(written))
        .as("%s.hex should be%n%s", name, file(name, written))
        .isEqualTo(golden(name));
    assertThat(Snapshots.messages(Snapshots.read(HexFormat.of().parseHex(golden(name)))))
        .isEqualTo(Snapshots.messages(snapshot.getValue()));
  }

  private static NewSession newSession() {
    TreeMap<String, String> capabilities = new TreeMap<>(Map.of("role", "host", "name", "Zoë"));
    TreeMap<String, String> attributes = new TreeMap<>(Map.of("empty", "", "json", "{\"a\":1}"));
    return new NewSession("ada", HASH, 86_400_000, 300_000, true, capabilities, attributes);
  }

  private static Session session() {
    return new Session(
        ID,
        "ada",
        SessionState.SUSPENDED,
        1_000,
        2_000,
        300,
        1_500,
        0,
        new TreeMap<>(Map.of("role", "host")),
        new TreeMap<>(Map.of("a", new Attribute("1", 2), "b", new Attribute("", 3))),
        4,
        5,
        HASH);
  }

  private static byte[] bytes(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  private static String kebab(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String file(String name, byte[] bytes) {
    return "# " + name + System.lineSeparator() + hex(bytes).replaceAll("(.{64})(?=.)", "$1\n");
  }

  /** The digits of a golden file, without its comment and its line breaks. */
  private static String golden(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
      if (in == null) {
        return "";
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(String::strip)
          .collect(Collectors.joining());
    }
  }
}
