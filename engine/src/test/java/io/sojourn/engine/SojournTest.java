package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sojourn.machine.Admission;
import io.sojourn.machine.Codec;
import io.sojourn.machine.Codecs;
import io.sojourn.machine.Push;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sojourn inside a program: numbers, pushes, refusals, and a restart in the middle. */
@Timeout(60)
class SojournTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Adds a number up, and tells the session of each sum that ends in a zero. */
  private static final class Sum implements StateMachine<Long, Long, String, Long> {
    @Override
    public Execution<Long, String> apply(State<Long> state, Long added, Context context) {
      Long before = state.get("sum");
      long sum = (before == null ? 0 : before) + added;
      state.put("sum", sum);
      if (added < 0) {
        throw new IllegalArgumentException("only up");
      }
      return sum % 10 == 0
          ? Execution.of(sum, new Push<>(context.session().id(), "at " + sum))
          : Execution.of(sum);
    }

    @Override
    public Execution<Long, String> applyInternal(
        State<Long> state, Long added, InternalContext context) {
      Long before = state.get("sum");
      state.put("sum", (before == null ? 0 : before) + added);
      return Execution.of(added);
    }

    @Override
    public Long query(State<Long> state, Long times, Context context) {
      Long sum = state.get("sum");
      return times * (sum == null ? 0 : sum);
    }

    @Override
    public Admission<String> onSessionCreated(State<Long> state, Session session, Context now) {
      return session.userId().equals("eve")
          ? Admission.refuse("No, Eve.")
          : Admission.accept(List.of(new Push<>(session.id(), "hello " + session.userId())));
    }
  }

  private static final Codecs<Long, Long, String, Long> CODECS =
      new Codecs<>(Codec.number(), Codec.number(), Codec.text(), Codec.number());

  private MemoryLog log = new MemoryLog();
  private Sojourn<Long, Long, String> sojourn = start(Limits.DEFAULT);

  private Sojourn<Long, Long, String> start(Limits limits) {
    try {
      return Sojourn.builder().limits(limits).stateMachine(new Sum(), CODECS).start(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void restart() {
    sojourn.close();
    log = log.reopen();
    sojourn = start(Limits.DEFAULT);
  }

  @AfterEach
  void close() {
    sojourn.close();
  }

  private static Received<String> take(SessionClient<?, ?, String> client) {
    try {
      return client.poll(PATIENCE).orElseThrow();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void commandsAreAnsweredAndPushesComeInOrder() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    assertThat(ann.execute(7L)).isEqualTo(7);
    assertThat(ann.execute(3L)).isEqualTo(10);
    assertThat(take(ann)).isEqualTo(new Received<>(1, "hello ann"));
    Received<String> milestone = take(ann);
    assertThat(milestone).isEqualTo(new Received<>(2, "at 10"));
    ann.acknowledge(milestone);
    assertThat(ann.resumeSequence()).isEqualTo(3);
  }

  @Test
  void repliesThatHaveComeAreGivenUpSoThatTheWindowNeverFills() {
    sojourn.close();
    sojourn = start(log.reopen(), LimitsWith.bound("windowRequests", 2));
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    for (long i = 1; i <= 100; i++) {
      assertThat(ann.execute(1L)).isEqualTo(i);
    }
  }

  private Sojourn<Long, Long, String> start(MemoryLog reopened, Limits limits) {
    log = reopened;
    return start(limits);
  }

  @Test
  void manyRequestsAtOnceAreEachExecutedOnceInTheOrderOfTheirSubmission() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    List<CompletionStage<Long>> replies = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      replies.add(ann.submit(1L));
    }
    assertThat(
            replies.stream().map(CompletionStage::toCompletableFuture).map(CompletableFuture::join))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  @Test
  void requestsOfManyThreadsAreEachExecutedOnce() throws InterruptedException {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    Queue<Long> replies = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      replies.add(ann.execute(1L));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(replies)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 400).boxed().toList());
  }

  @Test
  void whatIsSubmittedBehindARequestThatIsRefusedIsExecutedAllTheSame() {
    sojourn.close();
    sojourn = start(log.reopen(), LimitsWith.bound("pushes", 1)); // which the greeting takes up
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    List<CompletableFuture<Long>> replies =
        LongStream.of(9, 1, 2, 5, 1)
            .mapToObj(added -> ann.submit(added).toCompletableFuture())
            .toList();
    assertThat(replies.get(0).join()).isEqualTo(9);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> replies.get(1).join())
        .havingCause()
        .isInstanceOfSatisfying(
            SojournException.Refused.class,
            e -> assertThat(e.refusal().code()).isEqualTo(Code.PUSH_QUEUE_FULL));
    assertThat(replies.subList(2, 5).stream().map(CompletableFuture::join))
        .containsExactly(11L, 16L, 17L);
    assertThat(ann.resumeSequence()).isEqualTo(6);
  }

  @Test
  void withoutAStateMachineSessionsAreKeptAndRequestsRefused() throws IOException {
    try (Sojourn<byte[], byte[], byte[]> plain = Sojourn.builder().start(new MemoryLog())) {
      SessionClient<byte[], byte[], byte[]> ann = plain.open("ann");
      assertThatExceptionOfType(SojournException.Refused.class)
          .isThrownBy(() -> ann.execute(new byte[1]))
          .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(Code.NO_STATE_MACHINE));
    }
  }

  @Test
  void aRequestWhoseReplyWasLostIsNotExecutedTwiceAfterARestart() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    ann.execute(4L);
    long noted = ann.resumeSequence();
    assertThat(ann.execute(6L)).isEqualTo(10);
    restart();
    SessionClient<Long, Long, String> again = sojourn.resume(ann.id(), ann.token(), noted);
    assertThat(again.execute(6L)).isEqualTo(10);
    assertThat(again.execute(1L)).isEqualTo(11);
  }

  @Test
  void pushesThatWereNotAcknowledgedComeAgainAfterARestart() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    ann.execute(10L);
    ann.acknowledge(take(ann));
    assertThat(take(ann).payload()).isEqualTo("at 10");
    restart();
    SessionClient<Long, Long, String> again = sojourn.resume(ann.id(), ann.token(), 2);
    again.execute(10L);
    assertThat(take(again)).isEqualTo(new Received<>(2, "at 10"));
    assertThat(take(again)).isEqualTo(new Received<>(3, "at 20"));
  }

  @Test
  void whatTheLogMayOrMayNotHoldIsExecutedOnceWhenItIsAskedAgain() {
    for (MemoryLog.Fault fault : MemoryLog.Fault.values()) {
      SessionClient<Long, Long, String> ann = sojourn.open("ann");
      long before = ann.execute(1L);
      log.failNext(fault);
      assertThatExceptionOfType(SojournException.Uncertain.class).isThrownBy(() -> ann.execute(1L));
      assertThat(ann.resumeSequence()).isEqualTo(2);
      restart();
      SessionClient<Long, Long, String> again =
          sojourn.resume(ann.id(), ann.token(), ann.resumeSequence());
      assertThat(again.execute(1L)).as("%s", fault).isEqualTo(before + 1);
    }
  }

  @Test
  void aQuerySeesWhatWasExecutedAndChangesNothing() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    ann.execute(7L);
    long index = sojourn.exchange().appliedIndex();
    assertThat(ann.query(3L)).isEqualTo(21);
    assertThat(sojourn.exchange().appliedIndex()).isEqualTo(index);
    assertThat(ann.resumeSequence()).isEqualTo(2);
  }

  @Test
  void anInternalCommandIsExecutedOncePerIdAcrossARestart() {
    UUID id = new UUID(1, 2);
    assertThat(sojourn.internal(id, 5L)).isEqualTo(5);
    restart();
    assertThat(sojourn.internal(id, 5L)).isEqualTo(5);
    assertThat(sojourn.internal(new UUID(1, 3), 2L)).isEqualTo(2);
    assertThat(sojourn.open("ann").query(1L)).isEqualTo(7);
  }

  @Test
  void aPushThatIsRejectedDoesNotComeAgain() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    ann.execute(10L);
    ann.reject(take(ann), "not understood");
    assertThat(take(ann).payload()).isEqualTo("at 10");
    SessionClient<Long, Long, String> again = sojourn.resume(ann.id(), ann.token(), 2);
    assertThat(take(again).payload()).isEqualTo("at 10");
  }

  @Test
  void aSessionThatTheMachineRefusesIsNotThere() {
    assertThatExceptionOfType(SojournException.Refused.class)
        .isThrownBy(() -> sojourn.open("eve"))
        .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(Code.NOT_ADMITTED))
        .withMessageContaining("No, Eve.");
    assertThat(sojourn.sessions().count(SessionState.ACTIVE)).isZero();
    restart();
    assertThat(sojourn.sessions().count(SessionState.ACTIVE)).isZero();
  }

  @Test
  void aThrowIsAFailureAndItsWritesAreUndone() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    ann.execute(1L);
    assertThatExceptionOfType(SojournException.Failed.class)
        .isThrownBy(() -> ann.execute(-1L))
        .satisfies(e -> assertThat(e.failure()).isEqualTo("java.lang.IllegalArgumentException"));
    assertThat(ann.execute(1L)).isEqualTo(2);
  }

  @Test
  void aClientWhoseSessionWasTakenOverIsShutOut() throws InterruptedException {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    take(ann);
    SessionClient<Long, Long, String> newer = sojourn.resume(ann.id(), ann.token(), 1);
    assertThatExceptionOfType(SojournException.Refused.class)
        .isThrownBy(() -> ann.execute(1L))
        .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(Code.FENCED));
    assertThat(ann.poll(Duration.ofDays(1))).isEqualTo(Optional.empty());
    assertThat(newer.execute(1L)).isEqualTo(1);
  }

  @Test
  void aWrongTokenOpensNothingAndShutsNobodyOut() {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    assertThatExceptionOfType(SojournException.Refused.class)
        .isThrownBy(() -> sojourn.resume(ann.id(), "guess", 1))
        .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(Code.TOKEN_INVALID));
    ann.execute(10L);
    assertThat(take(ann).payload()).isEqualTo("hello ann");
    assertThat(take(ann).payload()).isEqualTo("at 10");
  }

  @Test
  void whoWaitsForThePushesOfASessionThatDiesWaitsNoLonger() throws InterruptedException {
    SessionClient<Long, Long, String> ann = sojourn.open("ann");
    take(ann);
    sojourn.sessions().change(ann.id(), StateChange.INVALIDATE, Sessions.ANY_VERSION);
    assertThat(ann.poll(Duration.ofDays(1))).isEqualTo(Optional.empty());
    assertThatExceptionOfType(SojournException.Refused.class)
        .isThrownBy(() -> ann.execute(1L))
        .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(Code.SESSION_DEAD));
  }
}
