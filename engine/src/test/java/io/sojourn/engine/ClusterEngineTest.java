package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Leader;
import io.sojourn.machine.Push;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Engines on three nodes, one step after the other: who takes commands, who reads what, and when.
 */
@Timeout(120)
class ClusterEngineTest {

  private static final SessionId ANN = new SessionId(1, 1);
  private static final byte[] NAME = {'x'};

  /** Keeps the last command under a name, pushes it to the session, and answers queries with it. */
  private static final class Register implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      state.put("x", command);
      return StateMachine.Execution.of(command, new Push<>(context.session().id(), command));
    }

    @Override
    public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
      byte[] value = readOnly.get(new String(query, java.nio.charset.StandardCharsets.UTF_8));
      return value == null ? new byte[0] : value;
    }
  }

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final SimCluster cluster = new SimCluster(new Random(7), now::get);
  private final List<SimLog> logs = new ArrayList<>();
  private final List<SessionEngine> engines = new ArrayList<>();
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

  private void reopen(EngineOptions changed) throws IOException {
    close();
    logs.clear();
    engines.clear();
    options = changed;
    open();
  }

  /** What is appended is committed; nodes apply it when they are told to. */
  private void commit() {
    cluster.commit(Integer.MAX_VALUE);
  }

  private void apply(int node) {
    logs.get(node).apply(Integer.MAX_VALUE);
  }

  /** Makes a node leader, which then takes commands. */
  private SessionEngine lead(int node) {
    cluster.elect(logs.get(node), logs);
    SessionEngine engine = engines.get(node);
    await().until(() -> cluster.pendingCount() > 0);
    commit();
    apply(node);
    await().until(() -> engine.status().ready());
    return engine;
  }

  /** The outcome of something that one node is asked: committed and applied there. */
  private <T> Outcome<T> through(int node, CompletionStage<Outcome<T>> stage) {
    await()
        .until(
            () -> {
              commit();
              apply(node);
              return stage.toCompletableFuture().isDone();
            });
    return stage.toCompletableFuture().join();
  }

  private static CompletionStage<Outcome<Session>> create(SessionEngine engine, long lifeMillis) {
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

  private static CompletionStage<Outcome<Reply>> set(SessionEngine engine, int number) {
    return engine.request(
        new Command.Request(ANN, 0, number, number, number, new byte[] {(byte) number}));
  }

  private static CompletionStage<Outcome<Reply>> ask(
      SessionEngine engine, Consistency consistency, long minIndex) {
    return engine.query(new Query(ANN, 0, NAME, consistency, minIndex));
  }

  private static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  private static byte[] bytes(Outcome<Reply> outcome) {
    return ((Reply.Executed) done(outcome)).reply();
  }

  private static Refusal refused(CompletionStage<? extends Outcome<?>> stage) {
    await().until(() -> stage.toCompletableFuture().isDone());
    Outcome<?> outcome = stage.toCompletableFuture().join();
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).why();
  }

  @Test
  void aFollowerIsOpenAndRefusesCommandsNamingTheLeader() {
    SessionEngine leader = lead(0);
    SessionEngine follower = engines.get(1);
    logs.get(1).announce(new Role.Follower(1, Optional.of("n1")));
    assertThat(follower.leader()).contains(new Leader("n1", ""));
    apply(1);
    assertThat(follower.leader()).contains(new Leader("n1", "n1.example:8080"));
    assertThat(leader.leader()).isEqualTo(follower.leader());
    assertThat(follower.status().role()).isEqualTo(new Role.Follower(1, Optional.of("n1")));
    assertThat(follower.status().ready()).isFalse();
    Refusal refusal = refused(create(follower, 60_000));
    assertThat(refusal.code()).isEqualTo(Code.NOT_LEADER);
    assertThat(refusal.message()).contains("n1");
  }

  @Test
  void theLogBeginsWithTheLeasesAndTheBehaviourOfThisProgram() throws IOException {
    lead(0);
    List<Command> first =
        io.sojourn.wire.EntryCodec.decodeCommands(cluster.committed(0).bytes().duplicate());
    assertThat(first)
        .containsExactly(
            new Command.GrantLeases("n1", "n1.example:8080"),
            new Command.Upgrade(io.sojourn.machine.SessionMachine.BEHAVIOUR));
    cluster.depose();
    lead(1);
    List<Command> second =
        io.sojourn.wire.EntryCodec.decodeCommands(
            cluster.committed(cluster.committedCount() - 1).bytes().duplicate());
    assertThat(second).containsExactly(new Command.GrantLeases("n2", "n2.example:8080"));
  }

  @Test
  void commandsAreTakenOnlyOnceTheGrantIsAppliedInThisTerm() {
    SessionEngine engine = engines.get(0);
    cluster.elect(logs.get(0), logs);
    await().until(() -> cluster.pendingCount() == 1);
    assertThat(refused(create(engine, 60_000)).code()).isEqualTo(Code.UNAVAILABLE);
    cluster.depose();
    cluster.elect(logs.get(0), logs); // commits and applies the grant of the term before, if kept
    assertThat(refused(create(engine, 60_000)).code()).isEqualTo(Code.UNAVAILABLE);
    await().until(() -> cluster.pendingCount() == 1);
    commit();
    apply(0);
    await().until(() -> engine.status().ready());
    done(through(0, create(engine, 60_000)));
  }

  @Test
  void whatIsOnItsWayWhenLeadershipIsLostIsUncertainAndWhatWaitsIsRefused() {
    SessionEngine engine = lead(0);
    done(through(0, create(engine, 60_000)));
    List<CompletionStage<Outcome<Reply>>> asked = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      asked.add(set(engine, i));
      int appended = i;
      await().until(() -> cluster.pendingCount() == appended); // each in an entry of its own
    }
    asked.add(set(engine, 5)); // the log takes no more at a time
    cluster.depose();
    await().until(() -> asked.stream().allMatch(it -> it.toCompletableFuture().isDone()));
    for (int i = 0; i < 4; i++) {
      assertThat(asked.get(i).toCompletableFuture().join()).isInstanceOf(Outcome.Uncertain.class);
    }
    assertThat(refused(asked.get(4)).code()).isEqualTo(Code.NOT_LEADER);
    assertThat(engine.counts().uncertain()).isEqualTo(4);
    assertThat(engine.counts().refused()).containsEntry(Code.NOT_LEADER, 1L);
    // Leading again, it gives each its own reply, be it executed then or now.
    lead(0);
    for (int i = 1; i <= 5; i++) {
      assertThat(bytes(through(0, set(engine, i)))).containsExactly(i);
    }
  }

  @Test
  void pushesAreSentByTheLeaderAloneAndEventsAreToldEverywhere() {
    Map<Integer, List<Effect.Pushed>> pushed = new HashMap<>();
    Map<Integer, List<SessionEvent>> events = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      List<Effect.Pushed> pushes = new CopyOnWriteArrayList<>();
      List<SessionEvent> told = new CopyOnWriteArrayList<>();
      engines.get(i).subscribePushes(pushes::add);
      engines.get(i).subscribe(told::add);
      pushed.put(i, pushes);
      events.put(i, told);
    }
    SessionEngine leader = lead(0);
    done(through(0, create(leader, 60_000)));
    done(through(0, set(leader, 1)));
    apply(1);
    apply(2);
    assertThat(pushed.get(0)).hasSize(1);
    assertThat(pushed.get(1)).isEmpty();
    assertThat(pushed.get(2)).isEmpty();
    assertThat(events.get(0)).isNotEmpty();
    assertThat(events.get(1)).isEqualTo(events.get(0));
    assertThat(events.get(2)).isEqualTo(events.get(0));
    assertThat(leader.counts().pushesSent()).isEqualTo(1);
    assertThat(engines.get(1).counts().pushesSent()).isZero();
  }

  @Test
  void aLinearizableQueryOfAFollowerSeesWhatWasAcknowledgedElsewhere() {
    SessionEngine leader = lead(0);
    done(through(0, create(leader, 60_000)));
    done(through(0, set(leader, 9)));
    CompletionStage<Outcome<Reply>> answer = ask(engines.get(1), Consistency.LINEARIZABLE, 0);
    CompletionStage<Outcome<Long>> barrier = engines.get(1).readBarrier();
    assertThat(engines.get(1).appliedIndex()).isZero();
    await()
        .until(
            () -> {
              logs.get(1).confirmReads();
              return answer.toCompletableFuture().isDone()
                  && barrier.toCompletableFuture().isDone();
            });
    assertThat(bytes(answer.toCompletableFuture().join())).containsExactly(9);
    assertThat(done(barrier.toCompletableFuture().join())).isEqualTo(leader.appliedIndex());
    assertThat(engines.get(1).find(ANN)).isPresent();
    assertThat(engines.get(1).counts().queries()).isEqualTo(1);
  }

  @Test
  void manyReadsShareOneBarrier() {
    SessionEngine leader = lead(0);
    List<CompletionStage<Outcome<Long>>> first = barriers(leader, 1);
    await().until(() -> logs.get(0).barriersAsked == 1);
    List<CompletionStage<Outcome<Long>>> second = barriers(leader, 100);
    logs.get(0).confirmReads();
    await().until(() -> isAllDone(first));
    await().until(() -> logs.get(0).barriersAsked == 2);
    assertThat(second).noneMatch(stage -> stage.toCompletableFuture().isDone());
    logs.get(0).confirmReads();
    await().until(() -> isAllDone(second));
    assertThat(logs.get(0).barriersAsked).isEqualTo(2);
  }

  private static List<CompletionStage<Outcome<Long>>> barriers(SessionEngine engine, int count) {
    List<CompletionStage<Outcome<Long>>> stages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stages.add(engine.readBarrier());
    }
    return stages;
  }

  private static boolean isAllDone(List<? extends CompletionStage<?>> stages) {
    return stages.stream().allMatch(stage -> stage.toCompletableFuture().isDone());
  }

  @Test
  void aLeaderThatIsCutOffAnswersNoLinearizableQuery() {
    SessionEngine old = lead(0);
    done(through(0, create(old, 60_000)));
    done(through(0, set(old, 1)));
    cluster.isolateLeader();
    SessionEngine leader = lead(1);
    done(through(1, set(leader, 2)));
    CompletionStage<Outcome<Reply>> stale = ask(old, Consistency.LINEARIZABLE, 0);
    await().until(() -> logs.get(0).barriersAsked == 1);
    logs.get(0).confirmReads();
    assertThat(stale.toCompletableFuture().isDone()).isFalse();
    assertThat(bytes(ask(old, Consistency.LOCAL, 0).toCompletableFuture().join()))
        .containsExactly(1); // as asked for: what this node has
    cluster.heal(logs.get(0));
    assertThat(refused(stale).code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void aBarrierThatNeverEndsIsGivenUpInTime() throws IOException {
    reopen(EngineOptions.DEFAULT.withReads(2, 50));
    SessionEngine engine = lead(0);
    assertThat(refused(engine.readBarrier()).code()).isEqualTo(Code.UNAVAILABLE);
    CompletionStage<Outcome<Long>> next = engine.readBarrier();
    assertThat(refused(next).code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(logs.get(0).barriersAsked).isEqualTo(2);
  }

  @Test
  void moreReadsThanMayWaitAreRefusedAtOnce() throws IOException {
    reopen(EngineOptions.DEFAULT.withReads(2, 60_000));
    SessionEngine engine = lead(0);
    List<CompletionStage<Outcome<Long>>> waiting = barriers(engine, 2);
    assertThat(refused(engine.readBarrier()).message()).contains("too many");
    await().until(() -> logs.get(0).barriersAsked == 1);
    await()
        .until(
            () -> {
              logs.get(0).confirmReads();
              return isAllDone(waiting);
            });
    CompletionStage<Outcome<Long>> next = engine.readBarrier();
    assertThat(next.toCompletableFuture().isDone()).isFalse();
  }

  @Test
  void aQueryThatNamesAnIndexWaitsUntilItsNodeHasIt() {
    SessionEngine leader = lead(0);
    done(through(0, create(leader, 60_000)));
    done(through(0, set(leader, 3)));
    long index = leader.appliedIndex();
    SessionEngine follower = engines.get(2);
    CompletionStage<Outcome<Reply>> answer = ask(follower, Consistency.SESSION, index);
    logs.get(2).apply(1);
    assertThat(answer.toCompletableFuture().isDone()).isFalse();
    apply(2);
    await().until(() -> answer.toCompletableFuture().isDone());
    assertThat(bytes(answer.toCompletableFuture().join())).containsExactly(3);
    assertThat(bytes(ask(follower, Consistency.SESSION, index).toCompletableFuture().join()))
        .containsExactly(3);
  }

  @Test
  void aQueryWhoseIndexDoesNotComeIsRefusedInTime() throws IOException {
    reopen(EngineOptions.DEFAULT.withReads(100, 50));
    assertThat(refused(ask(engines.get(2), Consistency.SESSION, 1_000)).code())
        .isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void aSnapshotThatIsInstalledTellsWhatHappenedMeanwhile() {
    SessionEngine leader = lead(0);
    done(through(0, create(leader, 60_000)));
    SessionId gone = new SessionId(2, 2);
    NewSession brief =
        new NewSession(
            "bob", new TokenHash(new byte[32]), 1_000, 0, true, new TreeMap<>(), new TreeMap<>());
    done(through(0, leader.create(gone, brief)));
    SessionEngine follower = engines.get(1);
    apply(1);
    List<SessionEvent> told = new CopyOnWriteArrayList<>();
    follower.subscribe(told::add);
    Session before = follower.find(gone).orElseThrow();

    now.addAndGet(10_000); // bob's session dies
    done(through(0, leader.attach(ANN, new TokenHash(new byte[32]))));
    now.addAndGet(2 * 3_600_000); // and is forgotten
    Outcome<Session> touched = through(0, leader.touch(gone));
    assertThat(touched).isInstanceOf(Outcome.Refused.class);
    await().until(() -> leader.find(gone).isEmpty());
    cluster.install(logs.get(0), logs.get(1));

    assertThat(follower.find(gone)).isEmpty();
    assertThat(follower.digest()).isEqualTo(leader.digest());
    assertThat(told)
        .anyMatch(
            event ->
                event instanceof SessionEvent.Ended ended
                    && ended.id().equals(gone)
                    && ended.session().version() > before.version()
                    && !ended.session().state().isLive())
        .contains(new SessionEvent.Removed(gone), new SessionEvent.TakenOver(ANN, 1));
    assertThat(follower.count(SessionState.ACTIVE)).isEqualTo(leader.count(SessionState.ACTIVE));
  }

  @Test
  void whatASnapshotContainsIsUncertainForItsProposer() {
    SessionEngine engine = lead(0);
    done(through(0, create(engine, 60_000)));
    CompletionStage<Outcome<Session>> suspended =
        engine.change(ANN, StateChange.SUSPEND, Sessions.ANY_VERSION);
    await().until(() -> cluster.pendingCount() == 1);
    commit();
    apply(1);
    cluster.install(logs.get(1), logs.get(0));
    await().until(() -> suspended.toCompletableFuture().isDone());
    assertThat(suspended.toCompletableFuture().join()).isInstanceOf(Outcome.Uncertain.class);
    assertThat(engine.find(ANN).orElseThrow().state()).isEqualTo(SessionState.SUSPENDED);
  }

  @Test
  void aNodeThatClosesWithoutAMajorityDoesNotWaitForItForEver() {
    SessionEngine engine = lead(0);
    CompletionStage<Outcome<Session>> created = create(engine, 60_000);
    await().until(() -> cluster.pendingCount() == 1);
    engine.close();
    assertThat(created.toCompletableFuture().join()).isInstanceOf(Outcome.Uncertain.class);
    assertThat(refused(engine.readBarrier()).code()).isEqualTo(Code.UNAVAILABLE);
  }
}
