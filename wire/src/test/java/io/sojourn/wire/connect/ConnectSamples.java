package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random frames, the same for the same seed. */
final class ConnectSamples {

  private final SplittableRandom random;

  ConnectSamples(long seed) {
    this.random = new SplittableRandom(seed);
  }

  List<Record> frame(String side) {
    List<Record> messages = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      messages.add((Record) (side.equals("Client") ? client() : server()));
    }
    return messages;
  }

  private ClientMessage client() {
    return switch (random.nextInt(9)) {
      case 0 ->
          new ClientMessage.CreateSession(
              bytes(20), bytes(40), text(), number(), number(), texts(), text());
      case 1 -> new ClientMessage.ContinueSession(id(), bytes(40), number());
      case 2 -> new ClientMessage.KeepAlive(number(), number());
      case 3 -> new ClientMessage.Request(number(), number(), bytes(20_000), random.nextBoolean());
      case 4 -> new ClientMessage.Query(number(), bytes(200), consistency(), number());
      case 5 -> new ClientMessage.Ack(number());
      case 6 -> new ClientMessage.Reject(number(), text());
      case 7 -> new ClientMessage.ReadSession(id(), bytes(40));
      default -> new ClientMessage.Close();
    };
  }

  private ServerMessage server() {
    return switch (random.nextInt(10)) {
      case 0 ->
          new ServerMessage.SessionCreated(id(), number(), random.nextInt(), number(), number());
      case 1 -> new ServerMessage.SessionContinued(number(), random.nextInt(), number(), number());
      case 2 -> new ServerMessage.Rejected(text(), text(), text());
      case 3 -> new ServerMessage.Closed(text(), text(), text());
      case 4 -> new ServerMessage.KeepAliveReply(number(), number());
      case 5 -> new ServerMessage.Reply(number(), bytes(20_000), random.nextBoolean(), number());
      case 6 -> new ServerMessage.QueryReply(number(), bytes(200), number());
      case 7 -> new ServerMessage.RequestError(number(), number(), text(), text());
      case 8 -> new ServerMessage.Push(number(), number(), bytes(200));
      default -> new ServerMessage.Window(random.nextInt());
    };
  }

  private Consistency consistency() {
    return switch (random.nextInt(3)) {
      case 0 -> Consistency.LINEARIZABLE;
      case 1 -> Consistency.SESSION;
      default -> Consistency.LOCAL;
    };
  }

  private SessionId id() {
    return new SessionId(random.nextLong(), random.nextLong());
  }

  /** Small, large, negative or zero. */
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      default -> random.nextLong(1L << random.nextInt(1, 62));
    };
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(random.nextInt(1, most))];
    random.nextBytes(bytes);
    return bytes;
  }

  private SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.put(text(), text());
    }
    return texts;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int wide = random.nextInt(5) == 0 ? random.nextInt(0x80, 0x11_0000) : random.nextInt(0x80);
      text.appendCodePoint(wide >= 0xd800 && wide < 0xe000 ? 'x' : wide);
    }
    return text.toString();
  }
}
