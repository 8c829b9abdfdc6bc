package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The same slot and sequence from several threads at once: executed by one of them. */
class ForeChannelRaceTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 10_000;

  private final ForeChannel channel =
      new ForeChannel(Channels.session(2, 2), new SlotBudget(1 << 20));
  private final AtomicInteger executions = new AtomicInteger();

  @Test
  void oneExecutesAndTheOthersGetItsReplyOrAreToldToWait() throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> race(together)));
      }
      int answered = 0;
      for (Future<Integer> one : running) {
        answered += one.get(5, TimeUnit.MINUTES);
      }
      assertThat(answered).isEqualTo(THREADS * ROUNDS);
    }
    assertThat(executions).hasValue(ROUNDS);
    assertThat(channel.inProgress()).isZero();
  }

  private int race(CyclicBarrier together) throws Exception {
    int answered = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      together.await(1, TimeUnit.MINUTES);
      while (!request(round)) {
        Thread.onSpinWait();
      }
      answered++;
    }
    return answered;
  }

  /** Whether it was answered, executed or replayed; else it is to be sent again. */
  private boolean request(int round) {
    return switch (channel.begin(Channels.sequence(1, round), 100, 2, 0, round, 0)) {
      case SequenceDecision.Execute execute -> {
        executions.incrementAndGet();
        channel.complete(1, new byte[] {(byte) round, (byte) (round >> 8)});
        yield true;
      }
      case SequenceDecision.Replay replay -> {
        assertThat(replay.reply()).containsExactly((byte) round, (byte) (round >> 8));
        yield true;
      }
      case SequenceDecision.Refused refused -> {
        assertThat(refused.status()).isEqualTo(Status.DELAY);
        yield false;
      }
      case SequenceDecision.ReplyNotKept notKept -> throw new AssertionError("a reply was lost");
    };
  }
}
