package io.sojourn.machine;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Random log entries in a small world, so that ids are taken, codes in use, versions right by
 * chance, windows and queues full, and leases about to end.
 */
public final class RandomLog {

  /** Small enough that every bound is met. */
  static final Limits LIMITS =
      new Limits(
          6, 3, 8, 5, 2, 32, 3, 4, 12, 600_000, 60_000, 120_000, 20_000, 40, 64, 3, 100, 2, 12, 2,
          3, 64, 2, 8, 5, 40, 4, 30, 50);

  private static final String[] SERVICES = {"attic", "shelf"};
  private static final int[] STEPS = {0, 0, 1, 10, 100, 999, 1000, 3_000, 5_000, 20_000};
  private static final long[] ODD = {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32};
  private static final String[] NODES = {"", "n1", "n2"};
  private static final String[] CODES = {"AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD", "EEEEEE"};

  private final SplittableRandom random;
  private final List<Command.Request> sent = new ArrayList<>();
  private long time = 1_000_000;
  private long index;

  RandomLog(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The log of that seed. */
  public static List<Entry> of(long seed, int length) {
    RandomLog log = new RandomLog(seed);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      entries.add(log.next());
    }
    return entries;
  }

  private Entry next() {
    index += 1 + (random.nextInt(10) == 0 ? random.nextInt(5) : 0);
    time += STEPS[random.nextInt(STEPS.length)];
    if (random.nextInt(60) == 0) {
      time += 200_000;
    }
    long told = random.nextInt(20) == 0 ? time - random.nextInt(30_000) : time;
    List<Command> commands = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      commands.add(command());
    }
    return new Entry(index, told, commands);
  }

  private Command command() {
    int kind = random.nextInt(129);
    if (kind < 16) {
      return new Command.CreateSession(id(), asked());
    } else if (kind < 28) {
      return new Command.ChangeState(id(), oneOf(StateChange.values()), version());
    } else if (kind < 34) {
      return new Command.Touch(id());
    } else if (kind < 44) {
      return new Command.EditAttributes(id(), version(), edits(), random.nextInt(4) == 0);
    } else if (kind < 51) {
      return new Command.OpenCode(id(), code(), random.nextLong(0, 100_000), random.nextInt(4) - 1);
    } else if (kind < 53) {
      return new Command.CloseCode(id());
    } else if (kind < 61) {
      return new Command.RedeemCode(code(), id(), asked());
    } else if (kind < 66) {
      return new Command.Attach(id(), Kernel.token(random.nextInt(5) == 0 ? 2 : 1));
    } else if (kind < 87) {
      return request();
    } else if (kind < 94) {
      return new Command.Acknowledge(id(), epoch(), number() - 1);
    } else if (kind < 98) {
      return new Command.ResendDue(time - random.nextInt(10_000));
    }
    if (kind < 100) {
      return new Command.GrantLeases(oneOf(NODES), "h" + random.nextInt(2));
    } else if (kind < 103) {
      return new Command.KeepAlive(id(), epoch(), number() - 1);
    } else if (kind < 108) {
      return new Command.Reject(id(), epoch(), number() - 1, value());
    } else if (kind < 109) {
      return new Command.ClearDeadLetters(id());
    } else if (kind < 113) {
      byte[] id = new byte[Command.Internal.ID_BYTES];
      id[random.nextInt(2) * 15] = (byte) random.nextInt(4);
      return new Command.Internal(id, Kernel.bytes(body()));
    } else if (kind < 115) {
      return new Command.PutSetting(name(), Kernel.bytes(value()), random.nextBoolean());
    }
    if (kind < 116) {
      return new Command.Upgrade(random.nextInt(-1, SessionMachine.BEHAVIOUR + 1));
    }
    if (kind < 119) {
      return new Command.EndSession(id(), epoch());
    }
    return new Command.Service(oneOf(SERVICES), Kernel.bytes(serviceBody()));
  }

  /** The services that the commands of a random log are for. */
  public static List<ServiceMachine> services() {
    return Stream.of(SERVICES).<ServiceMachine>map(Shelf::new).toList();
  }

  /** New, or one of the last few once more, as a client sends it again. */
  private Command.Request request() {
    if (sent.size() > 8) {
      sent.remove(0);
    }
    if (!sent.isEmpty() && random.nextInt(3) == 0) {
      return sent.get(random.nextInt(sent.size()));
    }
    String body = body();
    long awaited = random.nextInt(3) > 0 ? 0 : number() - 1;
    Command.Request request =
        new Command.Request(
            id(),
            epoch(),
            number(),
            awaited,
            body.hashCode(),
            Kernel.bytes(body),
            random.nextInt(4) > 0);
    sent.add(request);
    return request;
  }

  private NewSession asked() {
    TreeMap<String, String> can = new TreeMap<>();
    if (random.nextInt(3) == 0) {
      can.put("greet", "");
    }
    if (random.nextInt(5) == 0) {
      can.put("mourn", "");
    }
    if (random.nextInt(12) == 0) {
      can.put("foe", "");
    }
    TreeMap<String, String> has = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      has.put(name(), value());
    }
    return new NewSession(
        random.nextBoolean() ? "ann" : "bob",
        Kernel.token(random.nextInt(8) == 0 ? 2 : 1),
        random.nextInt(20) == 0 ? odd() : random.nextLong(1, 300_000),
        random.nextInt(20) == 0 ? odd() : random.nextLong(0, 3) * 10_000,
        random.nextInt(4) > 0,
        can,
        has);
  }

  private List<AttributeEdit> edits() {
    List<AttributeEdit> edits = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      long expected = random.nextInt(3) > 0 ? AttributeEdit.ANY : random.nextInt(5);
      edits.add(new AttributeEdit(name(), random.nextInt(3) == 0 ? null : value(), expected));
    }
    return edits;
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      body.append(body.isEmpty() ? "" : ";");
      switch (random.nextInt(8)) {
        case 0 -> body.append("drop k").append(random.nextInt(4));
        case 1, 2 ->
            body.append(random.nextInt(3) == 0 ? "fleeting " : "push ")
                .append(low())
                .append(" txt");
        case 3 -> body.append(random.nextInt(3) == 0 ? "throw" : "list k");
        case 4 -> body.append("reply ").append(random.nextInt(70));
        default -> body.append("add k").append(random.nextInt(4));
      }
    }
    return body.toString();
  }

  private String serviceBody() {
    StringBuilder body = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      body.append(body.isEmpty() ? "" : ";");
      switch (random.nextInt(12)) {
        case 0 -> body.append("drop s").append(random.nextInt(5));
        case 1 -> body.append("mark");
        case 2 -> body.append(random.nextInt(4) == 0 ? "throw" : "back");
        case 3 -> body.append("list s");
        case 4 -> body.append(random.nextInt(3) == 0 ? "now" : "live 3");
        case 5 -> body.append("reply ").append(random.nextInt(55));
        default ->
            body.append("put s")
                .append(random.nextInt(5))
                .append(' ')
                .append("v".repeat(random.nextInt(9)));
      }
    }
    return body.toString();
  }

  private SessionId id() {
    return new SessionId(random.nextInt(30) == 0 ? -1 : 0, low());
  }

  /** One of eight, the first ones more often, so that some sessions get much to do. */
  private int low() {
    return random.nextInt(1 + random.nextInt(8));
  }

  private PairingCode code() {
    return new PairingCode(oneOf(CODES));
  }

  private String name() {
    return random.nextInt(30) == 0 ? "toolong" : "n" + random.nextInt(4);
  }

  private String value() {
    return random.nextInt(30) == 0 ? "\ud800" : "v" + random.nextInt(3);
  }

  private long version() {
    return random.nextInt(3) > 0 ? 0 : random.nextInt(30) == 0 ? odd() : random.nextInt(1, 6);
  }

  private long epoch() {
    return random.nextInt(40) == 0 ? odd() : random.nextInt(5) > 0 ? 0 : random.nextInt(3);
  }

  private long number() {
    return random.nextInt(40) == 0 ? odd() : random.nextInt(1, 7);
  }

  private long odd() {
    return ODD[random.nextInt(ODD.length)];
  }

  private <T> T oneOf(T[] all) {
    return all[random.nextInt(all.length)];
  }
}
