package io.sojourn.cluster;

import static io.sojourn.session.SessionState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.SessionEngine;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on three nodes: the engine above, its lock and its writer, with Ratis below. */
class EngineOnRatisTest {

  private static final int SESSIONS = 40;

  @TempDir private Path folder = Path.of("");

  private final List<NodeAddress> addresses = FreeNodes.of(3);
  private final Map<String, SessionEngine> engines = new ConcurrentSkipListMap<>();

  private void start(NodeAddress node) {
    RatisLog log =
        RatisLog.of(
            folder.resolve(node.id()),
            node,
            addresses,
            TestCluster.OPTIONS.withSegmentBytes(4096).withSnapshotAfterBytes(3_000));
    try {
      engines.put(node.id(), SessionEngine.on(log).node(node.id(), "http://" + node.id()).open());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A node opens when it leads or knows who does, so they open together. */
  private void startAll() throws InterruptedException {
    List<Thread> starting = new ArrayList<>();
    for (NodeAddress node : addresses) {
      starting.add(Thread.ofPlatform().start(() -> start(node)));
    }
    for (Thread thread : starting) {
      thread.join();
    }
    assertThat(engines).hasSize(addresses.size());
  }

  private SessionEngine leader() {
    TestNode.await()
        .until(() -> engines.values().stream().anyMatch(engine -> engine.status().ready()));
    return engines.values().stream()
        .filter(engine -> engine.status().ready())
        .findFirst()
        .orElseThrow();
  }

  private static <T> Outcome<T> get(CompletionStage<Outcome<T>> stage) throws Exception {
    return stage.toCompletableFuture().get(TestNode.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private static SessionId id(int n) {
    return new SessionId(7, n);
  }

  private static NewSession active() {
    return new NewSession(
        "user",
        new TokenHash(new byte[TokenHash.LENGTH]),
        3_600_000,
        1_800_000,
        true,
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** Creates until it is done: the same id and token give the same session, however often asked. */
  private void create(int n) throws Exception {
    while (!(get(leader().create(id(n), active())) instanceof Outcome.Done<Session>)) {
      assertThat(engines).isNotEmpty();
    }
  }

  private void suspend(int n) throws Exception {
    while (!(get(leader().change(id(n), StateChange.SUSPEND, Sessions.ANY_VERSION))
        instanceof Outcome.Done<Session>)) {
      if (leader().find(id(n)).filter(found -> found.state() == SUSPENDED).isPresent()) {
        return; // by an attempt whose outcome was uncertain
      }
    }
  }

  @Test
  void sessionsOutliveTheirLeaderAndAreTheSameEverywhere() throws Exception {
    try {
      startAll();
      for (int i = 1; i <= SESSIONS; i++) {
        create(i);
      }
      SessionEngine old = leader();
      String name =
          engines.entrySet().stream()
              .filter(entry -> entry.getValue() == old)
              .findFirst()
              .orElseThrow()
              .getKey();
      old.close();
      engines.remove(name);
      for (int i = 1; i <= SESSIONS; i++) {
        create(i);
        suspend(i);
      }
      start(addresses.stream().filter(node -> node.id().equals(name)).findFirst().orElseThrow());
      for (SessionEngine engine : engines.values()) {
        TestNode.await().until(() -> engine.count(SUSPENDED) == SESSIONS);
        for (int i = 1; i <= SESSIONS; i++) {
          assertThat(engine.find(id(i))).isEqualTo(leader().find(id(i))).isPresent();
        }
      }
    } finally {
      engines.values().forEach(SessionEngine::close);
    }
  }
}
