package io.sojourn.engine;

import static io.sojourn.engine.Asked.active;
import static io.sojourn.engine.Asked.done;
import static io.sojourn.engine.Asked.id;
import static io.sojourn.engine.Asked.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Outcome;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionEvent;
import io.sojourn.session.SessionFilter;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine on a log in memory: batching, answers, expiry, failures, and a restart. */
class SessionEngineTest {

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
  private MemoryLog log = new MemoryLog();
  private SessionEngine engine = open();

  @AfterEach
  void close() {
    engine.close();
  }

  private SessionEngine open() {
    try {
      return SessionEngine.on(log).machine(COUNTER).clock(clock).open();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds up the bytes that it is given, to show how often it was called. */
  private static final UserStateMachine COUNTER =
      (state, command, context) -> {
        byte[] before = state.get("count");
        String count =
            before == null
                ? "1"
                : String.valueOf(Integer.parseInt(new String(before, StandardCharsets.UTF_8)) + 1);
        state.put("count", count.getBytes(StandardCharsets.UTF_8));
        return StateMachine.Execution.of(count.getBytes(StandardCharsets.UTF_8));
      };

  @Test
  void whoeverIsToldOfAChangeSeesItInTheNextRead() {
    for (int i = 1; i <= 200; i++) {
      Session created = done(engine.create(id(i), active("ann", 0)));
      assertThat(engine.find(id(i))).contains(created);
    }
    assertThat(engine.count(SessionState.ACTIVE)).isEqualTo(200);
  }

  @Test
  void commandsThatWaitTogetherShareAnEntry() {
    long before = log.status().lastIndex();
    List<CompletionStage<Outcome<Session>>> stages = new ArrayList<>();
    for (int i = 1; i <= 20_000; i++) {
      stages.add(engine.create(id(i), active("ann", 0)));
    }
    stages.forEach(Asked::done);
    assertThat(log.status().lastIndex() - before).isPositive().isLessThan(20_000);
  }

  @Test
  void aLeaseEndsByItselfOnceItsTimeHasCome() {
    List<SessionEvent> events = new CopyOnWriteArrayList<>();
    engine.subscribe(events::add);
    done(engine.create(id(1), active("ann", 5_000)));
    now.addAndGet(5_000);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(engine.find(id(1)).orElseThrow().state())
                    .isEqualTo(SessionState.EXPIRED));
    assertThat(events).last().isInstanceOf(SessionEvent.Ended.class);
  }

  @Test
  void anIdleEngineWritesNothing() {
    done(engine.create(id(1), active("ann", 5_000)));
    long index = 2; // the grant of leases and the creation, which is answered while it is applied
    for (int i = 0; i < 50; i++) {
      engine.requestSnapshot(); // wakes the writer
    }
    now.addAndGet(4_999);
    engine.requestSnapshot();
    Awaitility.await().until(() -> log.status().snapshotIndex() == index);
    assertThat(log.status().lastIndex()).isEqualTo(index);
  }

  @Test
  void aRestartBringsEverythingBackAndGivesLeasesTheirFullTime() {
    done(engine.create(id(1), active("ann", 5_000)));
    done(engine.change(id(1), StateChange.SUSPEND, Sessions.ANY_VERSION));
    done(engine.editAttributes(id(1), 0, List.of(AttributeEdit.set("colour", "\"red\"")), false));
    LiveCode code = done(engine.openCode(id(1), new PairingCode("ABC234"), 60_000, 0));
    Session before = engine.find(id(1)).orElseThrow();
    engine.close();
    now.addAndGet(4_000);
    log = log.reopen();
    engine = open();
    assertThat(engine.find(id(1))).contains(before);
    assertThat(engine.codeOf(id(1))).contains(code);
    assertThat(engine.leaseExpiresAt(before)).isEqualTo(now.get() + 5_000);
    assertThat(engine.count(SessionState.SUSPENDED)).isEqualTo(1);
  }

  @Test
  void aClockThatIsBehindTheLogDoesNotHoldTimeUp() {
    done(engine.create(id(1), active("ann", 5_000)));
    engine.close();
    now.addAndGet(-3_600_000);
    log = log.reopen();
    engine = open();
    assertThat(engine.find(id(1)).orElseThrow().state()).isEqualTo(SessionState.ACTIVE);
    now.addAndGet(5_000);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(engine.find(id(1)).orElseThrow().state())
                    .isEqualTo(SessionState.EXPIRED));
  }

  @Test
  void aRequestIsExecutedOnceAcrossARestartFromASnapshot() {
    done(engine.create(id(1), active("ann", 0)));
    Command.Request request = new Command.Request(id(1), 0, 1, 0, 42, new byte[] {1});
    Reply first = done(engine.request(request));
    engine.requestSnapshot();
    Awaitility.await().until(() -> log.status().snapshotIndex() > 0);
    engine.close();
    log = log.reopen();
    engine = open();
    Reply again = done(engine.request(request));
    assertThat(first).isInstanceOf(Reply.Executed.class);
    assertThat(((Reply.Executed) again).reply()).isEqualTo(((Reply.Executed) first).reply());
    assertThat(((Reply.Executed) again).replayed()).isTrue();
  }

  @Test
  void anAppendThatFailsIsUncertainAndEverythingAfterItIsRefused() {
    done(engine.create(id(1), active("ann", 0)));
    log.failNext(MemoryLog.Fault.KEPT);
    Outcome<Session> outcome = engine.create(id(2), active("ann", 0)).toCompletableFuture().join();
    assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
    assertThat(engine.find(id(2))).isEmpty();
    assertThat(refused(engine.create(id(3), active("ann", 0))).code())
        .isEqualTo(Refusal.Code.UNAVAILABLE);
    assertThat(engine.status().ready()).isFalse();
    assertThat(engine.status().failure()).isPresent();
    engine.close();
    log = log.reopen();
    engine = open();
    assertThat(engine.find(id(2))).isPresent();
    assertThat(engine.find(id(3))).isEmpty();
  }

  @Test
  void textThatTheLogCannotHoldIsRefusedAndTheWriterGoesOn() {
    done(engine.create(id(1), active("ann", 0)));
    assertThat(refused(engine.create(id(2), active("half \ud800", 0))).code())
        .isEqualTo(Refusal.Code.INVALID);
    assertThat(
            refused(
                    engine.editAttributes(
                        id(1), 0, List.of(AttributeEdit.set("a", "\udc00")), false))
                .code())
        .isEqualTo(Refusal.Code.INVALID);
    done(engine.create(id(3), active("whole \ud83d\ude00", 0)));
  }

  @Test
  void pagesFollowOneAnotherWhileSessionsComeAndGo() {
    for (int i = 1; i <= 10; i++) {
      now.addAndGet(i % 2);
      done(engine.create(id(i), active(i % 3 == 0 ? "bob" : "ann", 0)));
    }
    List<SessionId> seen = new ArrayList<>();
    SessionPage page = engine.list(SessionFilter.ALL, null, 3);
    while (true) {
      page.sessions().forEach(session -> seen.add(session.id()));
      now.addAndGet(1);
      done(engine.create(id(100 + seen.size()), active("eve", 0)));
      if (page.next() == null) {
        break;
      }
      page = engine.list(SessionFilter.ALL, page.next(), 3);
    }
    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    assertThat(engine.list(new SessionFilter("bob", null), null, 100).sessions()).hasSize(3);
    assertThat(engine.list(new SessionFilter("nobody", null), null, 100).sessions()).isEmpty();
    assertThat(engine.list(new SessionFilter(null, SessionState.PENDING), null, 100).sessions())
        .isEmpty();
  }

  @Test
  void whoeverAsksWhileTheEngineClosesIsAnswered() throws InterruptedException {
    Queue<CompletionStage<Outcome<Session>>> asked = new ConcurrentLinkedQueue<>();
    List<Thread> askers = new ArrayList<>();
    for (int t = 1; t <= 4; t++) {
      int asker = t;
      askers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 1; i <= 5_000; i++) {
                      asked.add(engine.create(new SessionId(asker, i), active("ann", 0)));
                      if (asker == 1 && i == 500) {
                        engine.close();
                      }
                    }
                  }));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    int created = 0;
    for (CompletionStage<Outcome<Session>> stage : asked) {
      Outcome<Session> outcome = stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
      created += outcome instanceof Outcome.Done ? 1 : 0;
    }
    assertThat(asked).hasSize(20_000);
    log = log.reopen();
    engine = open();
    assertThat(engine.count(SessionState.ACTIVE)).isEqualTo(created);
  }

  @Test
  void afterCloseEverythingIsRefusedAndNothingHangs() {
    engine.close();
    assertThat(refused(engine.touch(id(1))).code()).isEqualTo(Refusal.Code.UNAVAILABLE);
  }
}
