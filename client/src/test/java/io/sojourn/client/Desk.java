package io.sojourn.client;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A client session on a desk: the test is its clock, its network and its server. */
final class Desk implements Surroundings {

  static final SessionId ID = new SessionId(1, 2);
  static final long IDLE_MILLIS = 30_000;
  static final ClientOptions OPTIONS = ClientOptions.DEFAULT;

  final ClientSession session;
  final List<String> tried = new ArrayList<>();
  final List<ClientState> states = new ArrayList<>();
  int pings;
  int line;
  long now = 1_000_000;
  private final List<Awaited> told = new ArrayList<>();

  Desk() {
    this(Long.MAX_VALUE);
  }

  /** Sequences below a number are reserved. */
  Desk(long reservedBelow) {
    session =
        new ClientSession(
            OPTIONS,
            new Opening(
                new byte[16],
                new byte[32],
                null,
                "ann",
                0,
                0,
                new TreeMap<>(),
                "",
                1,
                0,
                reservedBelow,
                100),
            new Servers(List.of(Servers.parse("a:1"), Servers.parse("b:2"))),
            new Backoffs(OPTIONS, new SplittableRandom(1)),
            new SeenIndex(),
            this);
  }

  /** A session that is held, with a window. */
  static Desk connected(int window) {
    Desk desk = new Desk();
    desk.session.start(desk.now);
    desk.opened();
    desk.say(new ServerMessage.SessionCreated(ID, 1, window, IDLE_MILLIS, 0));
    return desk;
  }

  /** The attempt of now leads to a connection; what the client says first is returned. */
  List<ClientMessage> opened() {
    session.opened(line, now);
    return sent();
  }

  /** The line breaks, the client connects again and is given its session again. */
  void reconnected(int window) {
    broken();
    pass(OPTIONS.connecting().longestPause().toMillis());
    var greeting = opened();
    if (!(greeting.get(0) instanceof ClientMessage.ContinueSession)) {
      throw new AssertionError("not continued: " + greeting);
    }
    say(new ServerMessage.SessionContinued(2, window, IDLE_MILLIS, 0));
  }

  void broken() {
    session.lost(line, "broken", now);
    tellAll();
  }

  void say(ServerMessage... messages) {
    session.heard(line, now);
    for (ServerMessage message : messages) {
      session.received(line, message, now);
    }
    tellAll();
  }

  void reply(long... sequences) {
    for (long sequence : sequences) {
      say(new ServerMessage.Reply(sequence, new byte[] {(byte) sequence}, false, 1));
    }
  }

  void refuse(long sequence, String code) {
    say(new ServerMessage.RequestError(sequence, 0, code, "said the test"));
  }

  PendingRequest submit(Order order, long deadlineMillis) {
    PendingRequest request =
        new PendingRequest(new byte[] {1}, order == Order.ANY, now + deadlineMillis);
    session.submit(request);
    tellAll();
    return request;
  }

  PendingRequest submit() {
    return submit(Order.SUBMITTED, 100_000_000);
  }

  /** Submits so many requests whose outcomes do not matter. */
  void fill(int requests) {
    for (int i = 0; i < requests; i++) {
      var unused = submit();
    }
  }

  /** What the client sends now. */
  List<ClientMessage> sent() {
    Frame frame = new Frame();
    session.send(frame, now);
    return List.copyOf(frame.messages());
  }

  /** The sequences of the requests that the client sends now. */
  List<Long> sentSequences() {
    return sent().stream()
        .filter(message -> message instanceof ClientMessage.Request)
        .map(message -> ((ClientMessage.Request) message).sequence())
        .toList();
  }

  void pass(long millis) {
    now += millis;
    session.tick(now);
    tellAll();
  }

  private void tellAll() {
    told.forEach(Awaited::tell);
    told.clear();
  }

  @Override
  public void connect(int number, URI server) {
    line = number;
    tried.add(server.getAuthority());
  }

  @Override
  public void disconnect(int number) {}

  @Override
  public void ping(int number) {
    pings++;
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
  public void reserve(long below) {}

  @Override
  public void note() {}
}
