package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Leader;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
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
import io.sojourn.wire.EntryCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Engines on three nodes: who takes commands, what becomes of them, and who is told of what. */
class ClusterEngineTest extends ThreeEngines {

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
    List<Command> first = EntryCodec.decodeCommands(cluster.committed(0).bytes().duplicate());
    assertThat(first)
        .containsExactly(
            new Command.GrantLeases("n1", "n1.example:8080"),
            new Command.Upgrade(SessionMachine.BEHAVIOUR));
    cluster.depose();
    lead(1);
    List<Command> second =
        EntryCodec.decodeCommands(
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
