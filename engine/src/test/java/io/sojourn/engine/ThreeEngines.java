package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Push;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Three nodes, driven one step after the other. Made anew for each test. */
@Timeout(120)
abstract class ThreeEngines {

  static final SessionId ANN = new SessionId(1, 1);
  static final byte[] NAME = {'x'};

  /** Keeps the last command under a name, pushes it to the session, and answers queries with it. */
  private static final class Register implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      state.put("x", command);
      return StateMachine.Execution.of(command, new Push<>(context.session().id(), command));
    }

    @Override
    public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
      byte[] value = readOnly.get(new String(query, StandardCharsets.UTF_8));
      return value == null ? new byte[0] : value;
    }
  }

  final AtomicLong now = new AtomicLong(1_000_000);
  final SimCluster cluster = new SimCluster(new Random(7), now::get);
  final List<SimLog> logs = new ArrayList<>();
  final List<SessionEngine> engines = new ArrayList<>();
  private EngineOptions options = EngineOptions.DEFAULT;

  @BeforeEach
  void open() throws IOException {
    for (String name : List.of("n1", "n2", "n3")) {
      SimLog log = new SimLog(cluster, name, 0);
      logs.add(log);
      engines.add(
          SessionEngine.on(log)
              .machine(new Register())
              .options(options)
              .clock(() -> Instant.ofEpochMilli(now.get()))
              .node(name, name + ".example:8080")
              .open());
    }
  }

  @AfterEach
  void close() {
    logs.forEach(cluster::crash);
    engines.forEach(SessionEngine::close);
    assertThat(cluster.troubles()).isEmpty();
  }

  void reopen(EngineOptions changed) throws IOException {
    close();
    logs.clear();
    engines.clear();
    options = changed;
    open();
  }

  /** What is appended is committed; nodes apply it when they are told to. */
  void commit() {
    cluster.commit(Integer.MAX_VALUE);
  }

  void apply(int node) {
    logs.get(node).apply(Integer.MAX_VALUE);
  }

  /** Makes a node leader, which then takes commands. */
  SessionEngine lead(int node) {
    cluster.elect(logs.get(node), logs);
    SessionEngine engine = engines.get(node);
    await().until(() -> cluster.pendingCount() > 0);
    commit();
    apply(node);
    await().until(() -> engine.status().ready());
    return engine;
  }

  /** The outcome of something that one node is asked: committed and applied there. */
  <T> Outcome<T> through(int node, CompletionStage<Outcome<T>> stage) {
    await()
        .until(
            () -> {
              commit();
              apply(node);
              return stage.toCompletableFuture().isDone();
            });
    return stage.toCompletableFuture().join();
  }

  static CompletionStage<Outcome<Session>> create(SessionEngine engine, long lifeMillis) {
    return engine.create(
        ANN,
        new NewSession(
            "ann",
            new TokenHash(new byte[32]),
            lifeMillis,
            0,
            true,
            new TreeMap<>(),
            new TreeMap<>()));
  }

  static CompletionStage<Outcome<Reply>> set(SessionEngine engine, int number) {
    return engine.request(
        new Command.Request(ANN, 0, number, number, number, new byte[] {(byte) number}));
  }

  static CompletionStage<Outcome<Reply>> ask(
      SessionEngine engine, Consistency consistency, long minIndex) {
    return engine.query(new Query(ANN, 0, NAME, consistency, minIndex));
  }

  /** Waits for other threads, for as long as a slow machine needs. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  static byte[] bytes(Outcome<Reply> outcome) {
    return ((Reply.Executed) done(outcome)).reply();
  }

  static Refusal refused(CompletionStage<? extends Outcome<?>> stage) {
    await().until(() -> stage.toCompletableFuture().isDone());
    Outcome<?> outcome = stage.toCompletableFuture().join();
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).why();
  }
}
