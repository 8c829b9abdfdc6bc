package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Consistency;
import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Reads on three nodes: how new what they see is, whom they ask for it, and how long. */
class ClusterReadsTest extends ThreeEngines {

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
}
