package io.sojourn.engine;

import static io.sojourn.engine.Asked.active;
import static io.sojourn.engine.Asked.done;
import static io.sojourn.engine.Asked.id;
import static io.sojourn.engine.Asked.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Effect;
import io.sojourn.machine.Push;
import io.sojourn.machine.Query;
import io.sojourn.machine.Reply;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests, queries and pushes through the engine on a log in memory, and what is counted of them.
 */
class EngineExchangeTest {

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
      return SessionEngine.on(log).machine(new Counter()).clock(clock).open();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final byte PUSHES = 101;
  private static final byte THROWS = 102;
  private static final byte UNREADABLE = 103;

  /** Counts how often it was called, and answers queries with that. */
  private static final class Counter implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      byte[] count = String.valueOf(count(state) + 1).getBytes(StandardCharsets.UTF_8);
      state.put("count", count);
      return switch (command[0]) {
        case PUSHES -> StateMachine.Execution.of(count, new Push<>(context.session().id(), count));
        case THROWS -> throw new IllegalStateException("asked to");
        default -> StateMachine.Execution.of(count);
      };
    }

    private static int count(State<byte[]> state) {
      byte[] count = state.get("count");
      return count == null ? 0 : Integer.parseInt(new String(count, StandardCharsets.UTF_8));
    }

    @Override
    public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
      return String.valueOf(count(readOnly)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void check(byte[] command) {
      if (command[0] == UNREADABLE) {
        throw new IllegalArgumentException("not a command");
      }
    }
  }

  private static Command.Request request(long sequence, int body) {
    return new Command.Request(id(1), 0, sequence, 0, body, new byte[] {(byte) body});
  }

  @Test
  void queriesAreAnsweredFromWhatIsAppliedAndWriteNothing() {
    done(engine.create(id(1), active("ann", 0)));
    done(engine.request(request(1, 1)));
    long index = engine.appliedIndex();
    for (Consistency consistency : Consistency.values()) {
      Reply reply = done(engine.query(new Query(id(1), 0, new byte[] {1}, consistency, index)));
      assertThat(reply).isInstanceOf(Reply.Executed.class);
      assertThat(new String(((Reply.Executed) reply).reply(), StandardCharsets.UTF_8))
          .isEqualTo("1");
    }
    assertThat(done(engine.readBarrier())).isEqualTo(index);
    assertThat(engine.appliedIndex()).isEqualTo(index);
    assertThat(engine.counts().queries()).isEqualTo(3);
    assertThat(
            refused(engine.query(new Query(id(1), 5, new byte[] {1}, Consistency.LOCAL, 0))).code())
        .isEqualTo(Refusal.Code.FENCED);
  }

  @Test
  void afterAFailureNoQueryIsAnswered() {
    done(engine.create(id(1), active("ann", 0)));
    log.failNext(MemoryLog.Fault.LOST);
    var unused = engine.touch(id(1)).toCompletableFuture().join();
    assertThat(refused(engine.readBarrier()).code()).isEqualTo(Refusal.Code.UNAVAILABLE);
    assertThat(
            refused(engine.query(new Query(id(1), 0, new byte[] {1}, Consistency.LINEARIZABLE, 0)))
                .code())
        .isEqualTo(Refusal.Code.UNAVAILABLE);
  }

  @Test
  void whatCanNeverBeExecutedIsRefusedBeforeTheLog() {
    done(engine.create(id(1), active("ann", 0)));
    long entries = engine.appliedIndex();
    byte[] unreadable = {UNREADABLE};
    assertThat(refused(engine.request(new Command.Request(id(1), 0, 1, 0, 1, unreadable))).code())
        .isEqualTo(Refusal.Code.COMMAND_UNREADABLE);
    assertThat(refused(engine.query(new Query(id(1), 0, unreadable, Consistency.LOCAL, 0))).code())
        .isEqualTo(Refusal.Code.COMMAND_UNREADABLE);
    assertThat(refused(engine.internal(new Command.Internal(new byte[16], unreadable))).code())
        .isEqualTo(Refusal.Code.COMMAND_UNREADABLE);
    assertThat(refused(engine.request(request(0, 1))).code()).isEqualTo(Refusal.Code.INVALID);
    assertThat(refused(engine.acknowledge(new Command.Acknowledge(id(1), 0, -1))).code())
        .isEqualTo(Refusal.Code.INVALID);
    assertThat(refused(engine.reject(new Command.Reject(id(1), 0, 0, "no"))).code())
        .isEqualTo(Refusal.Code.INVALID);
    assertThat(refused(engine.keepAlive(new Command.KeepAlive(id(1), 0, -1))).code())
        .isEqualTo(Refusal.Code.INVALID);
    assertThat(engine.appliedIndex()).isEqualTo(entries);
    assertThat(engine.counts().refused())
        .containsEntry(Refusal.Code.COMMAND_UNREADABLE, 3L)
        .containsEntry(Refusal.Code.INVALID, 4L);
  }

  @Test
  void everyOutcomeIsCounted() {
    done(engine.create(id(1), active("ann", 0)));
    done(engine.request(request(1, 1)));
    done(engine.request(request(1, 1)));
    done(engine.request(request(2, THROWS)));
    assertThat(refused(engine.request(request(2, 7))).code()).isEqualTo(Refusal.Code.FALSE_RETRY);
    assertThat(refused(engine.request(request(5, 1))).code()).isEqualTo(Refusal.Code.OUT_OF_ORDER);
    ExchangeCounts counts = engine.counts();
    assertThat(counts.executed()).isEqualTo(2);
    assertThat(counts.replayed()).isEqualTo(1);
    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.done()).isEqualTo(1); // the creation
    assertThat(counts.refused())
        .containsEntry(Refusal.Code.FALSE_RETRY, 1L)
        .containsEntry(Refusal.Code.OUT_OF_ORDER, 1L);
    assertThat(counts.uncertain()).isZero();
  }

  @Test
  void aPushThatNobodyAcknowledgesIsSentAgainUntilItIs() {
    List<Effect.Pushed> pushed = new CopyOnWriteArrayList<>();
    engine.subscribePushes(pushed::add);
    done(engine.create(id(1), active("ann", 0)));
    done(engine.request(request(1, PUSHES)));
    assertThat(pushed).hasSize(1);
    for (int round = 1; round <= 2; round++) {
      int seen = round + 1;
      now.addAndGet(EngineOptions.DEFAULT.resendMillis() + 1);
      Awaitility.await().until(() -> pushed.size() == seen);
      assertThat(pushed.getLast().again()).isTrue();
    }
    done(engine.acknowledge(new Command.Acknowledge(id(1), 0, 1)));
    long index = engine.appliedIndex();
    now.addAndGet(EngineOptions.DEFAULT.resendMillis() + 1);
    done(engine.touch(id(1)));
    assertThat(engine.appliedIndex()).isEqualTo(index + 1);
    ExchangeCounts counts = engine.counts();
    assertThat(counts.pushesSent()).isEqualTo(1);
    assertThat(counts.pushesResent()).isEqualTo(2);
    assertThat(counts.pushesAcknowledged()).isEqualTo(1);
  }

  @Test
  void aRejectedPushIsADeadLetter() {
    done(engine.create(id(1), active("ann", 0)));
    done(engine.request(request(1, PUSHES)));
    done(engine.reject(new Command.Reject(id(1), 0, 1, "cannot be read")));
    assertThat(done(engine.deadLetters(id(1))).letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).isEqualTo("cannot be read"));
    assertThat(engine.counts().pushesDead()).isEqualTo(1);
    done(engine.clearDeadLetters(new Command.ClearDeadLetters(id(1))));
    assertThat(done(engine.deadLetters(id(1))).letters()).isEmpty();
    assertThat(refused(engine.deadLetters(id(2))).code()).isEqualTo(Refusal.Code.SESSION_UNKNOWN);
  }

  @Test
  void aSettingOfTheClusterIsSetOnceAndKept() {
    assertThat(engine.setting("key")).isEmpty();
    byte[] mine = {1};
    assertThat(done(engine.putSetting("key", mine, true)).value()).isEqualTo(mine);
    assertThat(done(engine.putSetting("key", new byte[] {2}, true)).value()).isEqualTo(mine);
    engine.close();
    log = log.reopen();
    engine = open();
    assertThat(engine.setting("key")).hasValueSatisfying(it -> assertThat(it).isEqualTo(mine));
  }
}
