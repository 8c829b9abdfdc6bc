package io.sojourn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenLoadTest {

  private static final int CLIENTS = 3;
  private static final int WINDOW = 2;

  private final ExecutorService server = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private static Schedule soon(int perSecond, long commands) {
    return new Schedule(System.nanoTime(), perSecond, commands);
  }

  @Test
  void everyCommandIsSentToTheClientWhoseTurnItIs() throws IOException {
    int[] sent = new int[CLIENTS];
    LoadResult result =
        OpenLoad.run(
            CLIENTS,
            WINDOW,
            soon(20_000, 100),
            (client, slot, answers) -> {
              sent[client]++;
              server.execute(() -> answers.answered(slot));
            });
    assertThat(sent).containsExactly(34, 33, 33);
    assertThat(result.answered()).isEqualTo(100);
    assertThat(result.p50()).isPositive().isLessThanOrEqualTo(result.p99());
  }

  @Test
  void aSlotHasOneCommandUnderWay() throws IOException {
    BitSet busy = new BitSet();
    OpenLoad.run(
        1,
        WINDOW,
        soon(50_000, 500),
        (client, slot, answers) -> {
          synchronized (busy) {
            assertThat(busy.get(slot)).isFalse();
            busy.set(slot);
          }
          server.execute(
              () -> {
                synchronized (busy) {
                  busy.clear(slot);
                }
                answers.answered(slot);
              });
        });
  }

  /** A server that stops for a while is to be seen in all that was due meanwhile. */
  @Test
  void whatWaitsForAnotherCommandHasWaited() throws IOException {
    long stall = TimeUnit.MILLISECONDS.toNanos(200);
    AtomicInteger served = new AtomicInteger();
    LoadResult result =
        OpenLoad.run(
            1,
            1,
            soon(1_000, 100),
            (client, slot, answers) ->
                server.execute(
                    () -> {
                      if (served.getAndIncrement() == 0) {
                        long until = System.nanoTime() + stall;
                        while (System.nanoTime() < until) {
                          LockSupport.parkNanos(until - System.nanoTime());
                        }
                      }
                      answers.answered(slot);
                    }));
    // All 100 were due in the first 100 ms, when nothing was answered: each waited as long again.
    assertThat(result.p50()).isGreaterThanOrEqualTo(100_000);
    assertThat(result.answered()).isEqualTo(100);
  }

  @Test
  void aCommandThatWasNotDoneFailsTheRun() {
    assertThatThrownBy(
            () ->
                OpenLoad.run(
                    CLIENTS,
                    WINDOW,
                    soon(10_000, 100),
                    (client, slot, answers) -> server.execute(() -> answers.failed("refused"))))
        .isInstanceOf(IOException.class)
        .hasMessage("refused");
  }
}
