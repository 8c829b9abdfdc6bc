package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A program and its client in a {@link World}: the program can crash and be started again. */
final class SimulatedClient implements Surroundings {

  static final ClientOptions OPTIONS =
      ClientOptions.DEFAULT
          .withBackoff(Duration.ofMillis(20), Duration.ofMillis(500))
          .withConnecting(Duration.ofSeconds(30), Duration.ofMillis(400))
          .withSilence(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(1500))
          .withPushAttempts(3, Duration.ofMillis(20))
          .withQueue(40, 1 << 20);

  private static final int RESERVED_AT_ONCE = 6;

  /** One command as the program notes it. */
  static final class Submitted {
    final String command;
    final boolean unordered;
    final long sequence;
    @Nullable Outcome<byte[]> outcome;

    /** Whether the program crashed and did not ask again. */
    boolean forgotten;

    private Submitted(String command, boolean unordered, long sequence) {
      this.command = command;
      this.unordered = unordered;
      this.sequence = sequence;
    }
  }

  private final World world;
  private final List<Awaited> told = new ArrayList<>();
  private final byte[] nonce = new byte[SessionFile.NONCE_LENGTH];
  private final byte[] token = new byte[SessionFile.TOKEN_LENGTH];
  final List<Submitted> submitted = new ArrayList<>();
  final List<ClientState> states = new ArrayList<>();

  /** The numbers of the pushes that were handled, in the order of handling, crash by crash. */
  final List<List<Long>> handled = new ArrayList<>();

  int queriesDone;
  int queriesOther;
  private ClientSession session;
  private World.@Nullable Wire wire;
  private int line;
  private boolean open;
  private boolean handing;
  private int life;
  private long wakeAt = Long.MAX_VALUE;
  private int commands;

  // What the disk holds.
  private @Nullable SessionId notedId;
  private long notedNext = 1 + RESERVED_AT_ONCE;
  private long notedPush;

  SimulatedClient(World world, int commandsFrom) {
    commands = commandsFrom;
    this.world = world;
    world.random.nextBytes(nonce);
    world.random.nextBytes(token);
    session = begin(1, notedNext);
  }

  private ClientSession begin(long next, long reservedBelow) {
    handled.add(new ArrayList<>());
    handing = false;
    open = false;
    wakeAt = Long.MAX_VALUE;
    Opening opening =
        new Opening(
            nonce,
            token,
            notedId,
            "sim",
            0,
            0,
            new TreeMap<>(),
            "",
            next,
            notedPush,
            reservedBelow,
            RESERVED_AT_ONCE);
    List<URI> servers = new ArrayList<>();
    for (int node = 0; node < World.NODES; node++) {
      servers.add(Servers.parse("node" + node + ":80"));
    }
    return new ClientSession(
        OPTIONS,
        opening,
        new Servers(servers),
        new Backoffs(OPTIONS, new SplittableRandom(world.random.nextLong())),
        new SeenIndex(),
        this);
  }

  @Override
  public String toString() {
    return session + " on line " + line + (open ? ", open" : ", not open") + ", wake " + wakeAt;
  }

  ClientState state() {
    return session.state();
  }

  @Nullable SessionId id() {
    return session.id();
  }

  void start() {
    turn(it -> it.start(world.now));
  }

  /** Submits a command of a kind, as one of a kind. */
  Submitted submit(char kind, boolean unordered, long deadlineMillis) {
    String command = kind + "-" + ++commands;
    Submitted one = new Submitted(command, unordered, session.nextSequence());
    submitted.add(one);
    PendingRequest request = request(one, deadlineMillis);
    turn(it -> it.submit(request));
    return one;
  }

  private PendingRequest request(Submitted one, long deadlineMillis) {
    PendingRequest request =
        new PendingRequest(
            one.command.getBytes(StandardCharsets.UTF_8),
            one.unordered,
            world.now + deadlineMillis);
    var unused = request.thenAccept(outcome -> one.outcome = outcome);
    return request;
  }

  void query(long deadlineMillis) {
    PendingQuery query =
        new PendingQuery(new byte[] {1}, Consistency.SESSION, world.now + deadlineMillis);
    var unused =
        query.thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Done) {
                queriesDone++;
              } else {
                queriesOther++;
              }
            });
    turn(it -> it.submit(query));
  }

  void leave(Leaving how) {
    turn(it -> it.leave(how));
  }

  /** The program dies and is started again, with what its disk holds. */
  void crash(boolean asksAgain, long deadlineMillis) {
    World.Wire old = wire;
    if (old != null) {
      old.leave();
    }
    wire = null;
    life++;
    told.clear();
    long next = notedNext;
    notedNext = next + RESERVED_AT_ONCE;
    session = begin(next, notedNext);
    for (Submitted one : submitted) {
      if (one.outcome == null && !one.forgotten) {
        if (!asksAgain || !session.resume(one.sequence, request(one, deadlineMillis))) {
          one.forgotten = true;
        }
      }
    }
    start();
  }

  private void turn(Consumer<ClientSession> what) {
    what.accept(session);
    afterTurn();
  }

  private void afterTurn() {
    World.Wire to = wire;
    if (to != null && open) {
      Frame frame = new Frame();
      session.send(frame, world.now);
      if (!frame.isEmpty()) {
        to.up(frame.messages());
      }
    }
    List<Awaited> now = List.copyOf(told);
    told.clear();
    now.forEach(Awaited::tell);
    if (!handing && session.pushes().hasNext(world.now)) {
      handing = true;
      later(world.random.nextLong(10), this::handle);
    }
    long wake = session.wakeAtMillis();
    if (wake < wakeAt) {
      wakeAt = wake;
      later(Math.max(1, wake - world.now), this::tick);
    }
  }

  /** Does something later, unless the program crashed by then. */
  private void later(long millis, Runnable what) {
    int then = life;
    world.at(
        millis,
        () -> {
          if (then == life) {
            what.run();
          }
        });
  }

  private void tick() {
    wakeAt = Long.MAX_VALUE;
    turn(it -> it.tick(world.now));
  }

  private void handle() {
    Delivery push = session.pushes().take(world.now);
    if (push == null) {
      handing = false;
      return;
    }
    later(
        world.random.nextLong(10),
        () -> {
          handing = false;
          boolean poison = isPoison(push.number());
          boolean stumbles = push.attempt() == 1 && push.number() % 5 == 0;
          if (poison || stumbles) {
            turn(it -> it.pushes().failed("cannot", world.now));
          } else {
            handled.get(handled.size() - 1).add(push.number());
            turn(it -> it.pushes().handled());
          }
        });
  }

  static boolean isPoison(long push) {
    return push % 7 == 3;
  }

  // What the world tells.

  void opened(World.Wire which) {
    if (which == wire) {
      open = true;
      turn(it -> it.opened(line, world.now));
    }
  }

  void received(World.Wire which, ByteBuffer frame) {
    if (which != wire) {
      return;
    }
    try {
      List<ServerMessage> messages = ConnectCodec.decodeServer(frame);
      int number = line;
      turn(
          it -> {
            it.heard(number, world.now);
            messages.forEach(message -> it.received(number, message, world.now));
          });
    } catch (BadFrameException e) {
      throw new AssertionError(e);
    }
  }

  void heard(World.Wire which) {
    if (which == wire) {
      turn(it -> it.heard(line, world.now));
    }
  }

  void lost(World.Wire which, String why) {
    if (which == wire) {
      turn(it -> it.lost(line, why, world.now));
    }
  }

  // What the session wants.

  @Override
  public void connect(int number, URI server) {
    open = false;
    line = number;
    wire = world.connect(this, server.getHost().charAt(4) - '0');
    if (wire == null) {
      later(world.delay(), () -> turn(it -> it.lost(number, "refused", world.now)));
    }
  }

  @Override
  public void disconnect(int number) {
    World.Wire old = wire;
    if (old != null) {
      old.leave();
    }
    wire = null;
    open = false;
  }

  @Override
  public void ping(int number) {
    World.Wire pinged = wire;
    if (pinged != null) {
      pinged.ping();
    }
  }

  @Override
  public void tell(Awaited decided) {
    told.add(decided);
  }

  @Override
  public void changed(ClientState state) {
    states.add(state);
  }

  @Override
  public void reserve(long below) {
    later(
        world.delay(),
        () -> {
          notedNext = Math.max(notedNext, below);
          turn(it -> it.reserved(below));
        });
  }

  @Override
  public void note() {
    later(
        world.delay(),
        () -> {
          notedId = session.id();
          notedPush = session.pushes().finished();
        });
  }
}
