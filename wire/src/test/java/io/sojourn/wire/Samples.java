package io.sojourn.wire;

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
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Values of every kind, the same ones for the same seed. */
final class Samples {

  private final SplittableRandom random;

  Samples(long seed) {
    this.random = new SplittableRandom(seed);
  }

  EntryHeader header() {
    return new EntryHeader(number(), number(), number());
  }

  List<Command> commands() {
    return list(12, this::command);
  }

  Command command() {
    return switch (random.nextInt(21)) {
      case 0 -> new Command.CreateSession(id(), newSession());
      case 1 -> new Command.ChangeState(id(), one(StateChange.values()), number());
      case 2 -> new Command.Touch(id());
      case 3 ->
          new Command.EditAttributes(id(), number(), list(4, this::edit), random.nextBoolean());
      case 4 -> new Command.OpenCode(id(), code(), number(), (int) number());
      case 5 -> new Command.CloseCode(id());
      case 6 -> new Command.RedeemCode(code(), id(), newSession());
      case 7 -> new Command.Attach(id(), hash());
      case 8 -> new Command.Acknowledge(id(), number(), number());
      case 9 -> new Command.ResendDue(number());
      case 10 -> new Command.GrantLeases(text(), text());
      case 11 -> new Command.KeepAlive(id(), number(), number());
      case 12 -> new Command.Reject(id(), number(), number(), text());
      case 13 -> new Command.ClearDeadLetters(id());
      case 14 -> new Command.Internal(bytes(Command.Internal.ID_BYTES), bytes());
      case 15 -> new Command.PutSetting(text(), bytes(), random.nextBoolean());
      case 16 -> new Command.Upgrade((int) number());
      case 17 -> new Command.Service(text(), bytes());
      case 18 -> new Command.EndSession(id(), number());
      default ->
          new Command.Request(
              id(), number(), number(), number(), number(), bytes(), random.nextBoolean());
    };
  }

  /** A snapshot: the header, then rows of all kinds. */
  List<SnapshotRecord> snapshot() {
    List<SnapshotRecord> records = new ArrayList<>();
    records.add(
        new SnapshotRecord.Header(
            number(), number(), number(), number(), text(), text(), random.nextInt(1, 1000)));
    records.addAll(list(8, this::row));
    return records;
  }

  private SnapshotRecord row() {
    return switch (random.nextInt(7)) {
      case 0 ->
          new SnapshotRecord.CodeRow(
              new LiveCode(code(), id(), number(), number(), (int) number()));
      case 1 -> new SnapshotRecord.UserRow(text(), bytes());
      case 2 -> new SnapshotRecord.SettingRow(text(), bytes());
      case 4 -> new SnapshotRecord.ServiceRow(text(), text(), bytes());
      case 5 ->
          new SnapshotRecord.NumberedRow(
              text(),
              new TableKey((int) number() & Integer.MAX_VALUE, number(), number()),
              number(),
              bytes());
      case 3 -> new SnapshotRecord.InternalRow(bytes(Command.Internal.ID_BYTES), bytes());
      default ->
          new SnapshotRecord.SessionRow(
              session(),
              random.nextBoolean() ? window() : null,
              random.nextBoolean() ? pushes() : null,
              random.nextBoolean() ? deadLetters() : DeadLetters.NONE);
    };
  }

  private Session session() {
    TreeMap<String, Attribute> attributes = new TreeMap<>();
    list(4, this::text).forEach(name -> attributes.put(name, new Attribute(text(), number())));
    return new Session(
        id(),
        text(),
        one(SessionState.values()),
        number(),
        number(),
        number(),
        number(),
        number(),
        texts(),
        attributes,
        number(),
        number(),
        hash());
  }

  private RequestWindowImage window() {
    long lowest = random.nextLong(1L << random.nextInt(1, 40));
    long[] sequence = {lowest};
    return new RequestWindowImage(
        lowest,
        list(
            5,
            () ->
                new RequestWindowImage.Reply(
                    sequence[0] += random.nextInt(1, 300), number(), bytes())));
  }

  private PushQueueImage pushes() {
    long[] number = {random.nextLong(1L << random.nextInt(1, 40))};
    long acknowledged = number[0];
    int gap = random.nextBoolean() ? 1 : 300;
    List<PushQueueImage.Push> pushes =
        list(
            5,
            () ->
                new PushQueueImage.Push(
                    number[0] += random.nextInt(1, gap + 1), number(), number(), bytes()));
    return new PushQueueImage(number[0] + random.nextInt(gap), acknowledged, pushes);
  }

  private DeadLetters deadLetters() {
    return new DeadLetters(
        random.nextInt(300), list(4, () -> new DeadLetter(number(), number(), text(), bytes())));
  }

  private NewSession newSession() {
    return new NewSession(
        text(), hash(), number(), number(), random.nextBoolean(), texts(), texts());
  }

  private AttributeEdit edit() {
    return new AttributeEdit(
        text(), random.nextBoolean() ? text() : null, random.nextInt(3) == 0 ? -1 : number() >>> 1);
  }

  private SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    list(4, this::text).forEach(name -> texts.put(name, text()));
    return texts;
  }

  private SessionId id() {
    return new SessionId(random.nextLong(), random.nextLong());
  }

  private TokenHash hash() {
    byte[] hash = new byte[TokenHash.LENGTH];
    random.nextBytes(hash);
    return new TokenHash(hash);
  }

  private PairingCode code() {
    StringBuilder code = new StringBuilder();
    int length = random.nextInt(PairingCode.MIN_LENGTH, PairingCode.MAX_LENGTH + 1);
    while (code.length() < length) {
      code.append(PairingCode.ALPHABET.charAt(random.nextInt(PairingCode.ALPHABET.length())));
    }
    return new PairingCode(code.toString());
  }

  /** Small, large, negative or zero. */
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      default -> random.nextLong(1L << random.nextInt(1, 62));
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(random.nextInt(1, 300))];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int wide = random.nextInt(5) == 0 ? random.nextInt(0x80, 0x11_0000) : random.nextInt(0x80);
      text.appendCodePoint(wide >= 0xd800 && wide < 0xe000 ? 'x' : wide);
    }
    return text.toString();
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> list(int most, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }
}
