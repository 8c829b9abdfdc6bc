package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A schedule of one seed: real engines on the logs of a {@link SimCluster}, clients that ask them
 * and ask again, and in between everything that happens to a cluster. At the end all is quiet, and
 * every request must have been executed once and answered with its own reply.
 */
final class ClusterSchedule implements AutoCloseable {

  private static final int NODES = 3;
  private static final int SESSIONS = 8;
  private static final int REQUESTS_MAX = 12;
  private static final long LIFE_MILLIS = 1_000_000;
  private static final int OUTSTANDING = 4;
  private static final int GATES = 2;
  private static final int PASSAGES = 12;
  private static final int STEPS = 400;
  private static final int QUIET_ROUNDS_MAX = 10_000;

  /**
   * Answers with the request itself and how often it was executed, which must be once; and a query
   * with how many requests were executed that begin like it.
   */
  private static final class Echo implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      String name = HexFormat.of().formatHex(command);
      byte[] before = state.get(name);
      byte times = (byte) (before == null ? 1 : before[0] + 1);
      state.put(name, new byte[] {times});
      return StateMachine.Execution.of(echo(command, times));
    }

    @Override
    public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
      return new byte[] {(byte) readOnly.withPrefix(HexFormat.of().formatHex(query)).size()};
    }
  }

  private static byte[] echo(byte[] command, byte times) {
    return ByteBuffer.allocate(command.length + 1).put(command).put(times).array();
  }

  /** A node, which dies and comes back. */
  private static final class Node {
    final SimLog log;
    final SessionEngine engine;

    /** What a listener makes of the events that it is told. */
    final Map<SessionId, Session> heard = new ConcurrentHashMap<>();

    Node(SimLog log, AtomicLong now, Turnstile turnstile) throws IOException {
      this.log = log;
      this.engine =
          SessionEngine.on(log)
              .machine(new Echo())
              .service(turnstile)
              .clock(() -> Instant.ofEpochMilli(now.get()))
              .open();
      engine
          .list(SessionFilter.ALL, null, Integer.MAX_VALUE)
          .sessions()
          .forEach(session -> heard.put(session.id(), session));
      engine.subscribe(this::hear);
    }

    private void hear(SessionEvent event) {
      switch (event) {
        case SessionEvent.Changed changed -> heard.put(changed.id(), changed.session());
        case SessionEvent.Ended ended -> heard.put(ended.id(), ended.session());
        case SessionEvent.Removed removed -> heard.remove(removed.id());
        case SessionEvent.TakenOver taken -> {}
      }
    }
  }

  private final class Creation extends Wish {
    final SessionId id;
    private final long life;
    final List<Ask> requests = new ArrayList<>();

    Creation(int number) {
      this.id = new SessionId(number, random.nextLong());
      // Some are silent once they are there, some of those die soon: what others miss of them while
      // they lag, no later entry tells.
      int count = number % 2 == 0 ? 0 : random.nextInt(REQUESTS_MAX);
      life = number % 4 == 0 ? 500 + random.nextInt(2000) : LIFE_MILLIS;
      for (int i = 1; i <= count; i++) {
        requests.add(new Ask(this, i));
      }
    }

    @Override
    CompletionStage<? extends Outcome<?>> ask(SessionEngine engine) {
      return engine.create(
          id,
          new NewSession(
              "user " + id,
              new TokenHash(new byte[TokenHash.LENGTH]),
              life,
              LIFE_MILLIS / 2,
              true,
              new TreeMap<>(),
              new TreeMap<>()));
    }

    @Override
    void check(Object answer) {
      assertThat(((Session) answer).id()).isEqualTo(id);
    }

    @Override
    boolean isDone(Refusal why) {
      // It was created before, and its life is over.
      return why.code() == Refusal.Code.SESSION_DEAD;
    }

    long lowestAwaited() {
      return 1 + requests.stream().takeWhile(request -> request.done).count();
    }
  }

  private static final class Ask extends Wish {
    private final Creation session;
    private final long sequence;
    private final byte[] body;

    Ask(Creation session, long sequence) {
      this.session = session;
      this.sequence = sequence;
      this.body = (session.id + " " + sequence).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    CompletionStage<? extends Outcome<?>> ask(SessionEngine engine) {
      return engine.request(
          new Command.Request(
              session.id, 0, sequence, session.lowestAwaited(), sequence, body, true));
    }

    @Override
    void check(Object answer) {
      assertThat(answer).isInstanceOf(Reply.Executed.class);
      assertThat(((Reply.Executed) answer).reply()).isEqualTo(echo(body, (byte) 1));
    }

    @Override
    boolean isDone(Refusal why) {
      return false;
    }
  }

  /** A linearizable query, and what must be among its answer. */
  private record Look(long acknowledged, CompletionStage<Outcome<Reply>> answer) {
    /** Whether it was answered, and as it must be: rather not at all than from an old state. */
    boolean check() {
      if (answer.toCompletableFuture().join() instanceof Outcome.Done<Reply>(Reply.Executed it)) {
        assertThat((long) it.reply()[0])
            .as("executed requests that a query sees")
            .isGreaterThanOrEqualTo(acknowledged);
        return acknowledged > 0;
      }
      return false;
    }
  }

  private final Random random;
  private final AtomicLong now = new AtomicLong(1_000_000);
  final SimCluster cluster;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Creation> sessions = new ArrayList<>();
  private final List<List<Passage>> gates = new ArrayList<>();
  private final Turnstile turnstile;
  private final List<Look> looks = new ArrayList<>();
  int uncertain;
  int restarts;
  int looked;

  ClusterSchedule(long seed, Turnstile turnstile) throws IOException {
    this.turnstile = turnstile;
    random = new Random(seed);
    cluster = new SimCluster(random, now::get);
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(new SimLog(cluster, "n" + i, 0), now, turnstile));
    }
    for (int i = 1; i <= SESSIONS; i++) {
      sessions.add(new Creation(i));
    }
    for (int i = 0; i < GATES; i++) {
      int gate = i;
      gates.add(IntStream.rangeClosed(1, PASSAGES).mapToObj(n -> new Passage(gate, n)).toList());
    }
  }

  void run() throws IOException {
    for (int i = 0; i < STEPS; i++) {
      step();
      settle();
    }
    finish();
    check();
  }

  private void step() throws IOException {
    now.addAndGet(random.nextInt(100));
    Node node = nodes.get(random.nextInt(NODES));
    switch (random.nextInt(29)) {
      case 0 -> cluster.depose();
      case 1 -> isolateLeader();
      case 2 -> cluster.heal(node.log);
      case 3 -> cluster.install(nodes.get(random.nextInt(NODES)).log, node.log);
      case 4 -> restart(node);
      case 5, 6, 7 -> elect(node);
      case 8, 9, 10 -> cluster.commit(1 + random.nextInt(4));
      case 11, 12, 13, 14 -> node.log.apply(1 + random.nextInt(4));
      case 15 -> node.log.confirmReads();
      case 16, 17 -> look(node);
      case 18 -> count(node);
      default -> ask();
    }
  }

  /** Asks a node, be it cut off or far behind, what was executed. */
  private void look(Node node) {
    var unused = wishes();
    Creation session = sessions.get(random.nextInt(SESSIONS));
    long acknowledged = session.requests.stream().filter(request -> request.done).count();
    byte[] begin = (session.id + " ").getBytes(StandardCharsets.UTF_8);
    looks.add(
        new Look(
            acknowledged,
            node.engine.query(new Query(session.id, 0, begin, Consistency.LINEARIZABLE, 0))));
  }

  /** Asks a node how many passages there were. */
  private void count(Node node) {
    var unused = wishes();
    looks.add(
        new Look(passed(), node.engine.ask(Turnstile.NAME, new byte[0], Consistency.LINEARIZABLE)));
  }

  private long passed() {
    return gates.stream().flatMap(List::stream).filter(passage -> passage.done).count();
  }

  private void isolateLeader() {
    if (nodes.stream().noneMatch(node -> node.log.isolated)) {
      cluster.isolateLeader();
    }
  }

  private void elect(Node node) {
    cluster.elect(node.log, nodes.stream().map(one -> one.log).toList());
  }

  /** The process of a node dies and is started again, with some of what it had applied. */
  private void restart(Node node) throws IOException {
    restarts++;
    cluster.crash(node.log);
    node.engine.close();
    int kept = node.log.applied == 0 ? 0 : random.nextInt(node.log.applied + 1);
    nodes.set(
        nodes.indexOf(node), new Node(new SimLog(cluster, node.log.name, kept), now, turnstile));
  }

  private List<Wish> wishes() {
    List<Wish> open = new ArrayList<>();
    for (Creation session : sessions) {
      session.look();
      session.requests.forEach(Wish::look);
      if (!session.done) {
        open.add(session);
      } else {
        session.requests.stream()
            .filter(request -> !request.done)
            .limit(OUTSTANDING)
            .forEach(open::add);
      }
    }
    for (List<Passage> gate : gates) {
      gate.forEach(Wish::look);
      gate.stream().filter(passage -> !passage.done).limit(1).forEach(open::add);
    }
    return open;
  }

  private void ask() {
    List<Wish> idle = wishes().stream().filter(wish -> wish.asked == null).toList();
    if (idle.isEmpty()) {
      return;
    }
    Wish wish = idle.get(random.nextInt(idle.size()));
    uncertain += wish.uncertain ? 1 : 0;
    wish.uncertain = false;
    // Mostly one that believes to lead, be it right or not; sometimes any.
    Node any = nodes.get(random.nextInt(NODES));
    Node node =
        random.nextInt(4) == 0
            ? any
            : nodes.stream().filter(one -> one.log.leading).findAny().orElse(any);
    wish.asked = wish.ask(node.engine);
  }

  /** Lets the writers append what waits, so that the next step finds it. */
  @SuppressWarnings("ThreadPriorityCheck") // gives way to them
  private void settle() {
    for (int i = 0; i < 20; i++) {
      Thread.yield();
      if (nodes.stream().allMatch(node -> node.engine.status().queued() == 0)) {
        return;
      }
    }
  }

  /** No more trouble: everything that was asked for is done in the end. */
  private void finish() {
    nodes.forEach(node -> cluster.heal(node.log));
    int rounds = 0;
    while (!wishes().isEmpty()) {
      if (cluster.leader() == null) {
        elect(nodes.get(random.nextInt(NODES)));
      }
      ask();
      look(nodes.get(random.nextInt(NODES)));
      count(nodes.get(random.nextInt(NODES)));
      cluster.commit(Integer.MAX_VALUE);
      for (Node node : nodes) {
        node.log.confirmReads();
        node.log.apply(Integer.MAX_VALUE);
      }
      settle();
      assertThat(++rounds).as("rounds until all is done").isLessThan(QUIET_ROUNDS_MAX);
    }
  }

  private void check() {
    cluster.depose(); // from here on no entry is appended
    cluster.commit(Integer.MAX_VALUE);
    nodes.forEach(node -> node.log.apply(Integer.MAX_VALUE));
    assertThat(cluster.troubles()).isEmpty();
    while (looks.stream().anyMatch(look -> !look.answer().toCompletableFuture().isDone())) {
      nodes.forEach(node -> node.log.confirmReads());
      settle();
    }
    looked = (int) looks.stream().filter(Look::check).count();
    assertThat(gates.stream().flatMap(List::stream).map(passage -> passage.total).sorted())
        .as("each passage counted once")
        .isEqualTo(IntStream.rangeClosed(1, GATES * PASSAGES).boxed().toList());
    Node first = nodes.getFirst();
    List<Session> sessionsThere =
        first.engine.list(SessionFilter.ALL, null, Integer.MAX_VALUE).sessions();
    assertThat(sessionsThere).hasSize(SESSIONS);
    for (Node node : nodes) {
      assertThat(node.engine.status().failure()).isEmpty();
      assertThat(node.engine.digest()).as(node.log.name).isEqualTo(first.engine.digest());
      assertThat(node.engine.list(SessionFilter.ALL, null, Integer.MAX_VALUE).sessions())
          .isEqualTo(sessionsThere);
      assertThat(node.heard.values()).containsExactlyInAnyOrderElementsOf(sessionsThere);
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> cluster.crash(node.log));
    nodes.forEach(node -> node.engine.close());
  }
}
