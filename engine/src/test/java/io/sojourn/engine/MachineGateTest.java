package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads never waits, and every read happens. */
@Timeout(60)
class MachineGateTest {

  private final SessionMachine machine = new SessionMachine(Limits.DEFAULT, null);
  private final AtomicInteger leftOver = new AtomicInteger();
  private final MachineGate gate = new MachineGate(machine, leftOver::incrementAndGet);

  /** Notes what it saw, and where. */
  private static final class Look implements MachineGate.Reader {
    final AtomicReference<Object> seen = new AtomicReference<>();
    final AtomicReference<Thread> by = new AtomicReference<>();
    final CountDownLatch answered = new CountDownLatch(1);

    @Override
    public void read(SessionMachine machine) {
      seen.set(machine);
      by.set(Thread.currentThread());
    }

    @Override
    public void answer() {
      answered.countDown();
    }
  }

  @Test
  void whileNobodyHasTheMachineItIsReadAtOnceByWhoAsks() {
    Look look = new Look();
    gate.read(look);
    assertThat(look.answered.getCount()).isZero();
    assertThat(look.seen.get()).isSameAs(machine);
    assertThat(look.by.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void whileSomebodyHasItItIsReadByThatOneAfterwards() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(
                () ->
                    gate.enterFor(
                        held -> {
                          inside.countDown();
                          join(go);
                        }));
    inside.await();
    Look look = new Look();
    gate.read(look); // returns although the machine is not to be had
    assertThat(look.answered.getCount()).isEqualTo(1);
    go.countDown();
    look.answered.await();
    assertThat(look.by.get()).isSameAs(holder);
    holder.join();
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSuccessorOfTheMachineIsReadFromThenOn() {
    SessionMachine successor = new SessionMachine(Limits.DEFAULT, null);
    assertThat(gate.<SessionMachine>replace(successor, it -> it)).isSameAs(successor);
    Look look = new Look();
    gate.read(look);
    assertThat(look.seen.get()).isSameAs(successor);
  }

  @Test
  void anAnswerThatAsksAgainForEverIsLeftToSomebodyElse() {
    AtomicInteger reads = new AtomicInteger();
    gate.read(
        new MachineGate.Reader() {
          @Override
          public void read(SessionMachine machine) {
            reads.incrementAndGet();
          }

          @Override
          public void answer() {
            gate.read(this);
          }
        });
    assertThat(reads.get()).isPositive();
    assertThat(leftOver.get()).isPositive();
    assertThat(gate.isAsked()).isTrue();
    int before = reads.get();
    gate.serve();
    assertThat(reads.get()).isGreaterThan(before);
  }

  @Test
  void noReadIsForgottenHoweverManyAskAndChange() throws InterruptedException {
    int each = 20_000;
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      boolean changes = t == 0;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      if (changes) {
                        gate.enterFor(held -> alone(inside, together));
                      } else {
                        gate.read(
                            new MachineGate.Reader() {
                              @Override
                              public void read(SessionMachine machine) {
                                alone(inside, together);
                              }

                              @Override
                              public void answer() {
                                answered.incrementAndGet();
                              }
                            });
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    // What was left over is for the writer to serve, which is this thread here.
    for (int i = 0; i <= leftOver.get(); i++) {
      gate.serve();
    }
    assertThat(together.get()).as("were in the machine at once").isZero();
    assertThat(answered.get()).isEqualTo(3 * each);
    assertThat(gate.isAsked()).isFalse();
  }

  private static void alone(AtomicInteger inside, AtomicInteger together) {
    if (inside.incrementAndGet() != 1) {
      together.incrementAndGet();
    }
    inside.decrementAndGet();
  }
}
