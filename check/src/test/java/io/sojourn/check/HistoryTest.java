package io.sojourn.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final HistoryRecorder<CounterSpec.Add, Long> recorder = new HistoryRecorder<>();

  @Test
  void aHistoryIsALineForEachOperationInTheOrderOfInvocation() {
    int first = recorder.invoke("ann", new CounterSpec.Add(1));
    int second = recorder.invoke("bob", new CounterSpec.Add(2));
    recorder.ok(second, 2L);
    recorder.unknown(first);
    recorder.failed(recorder.invoke("bob", new CounterSpec.Add(3)));
    recorder.invoke("bob", new CounterSpec.Add(4));
    assertThat(recorder.history().toText())
        .isEqualTo(
            """
            #0 ann [1,...] Add[delta=1] -> unknown
            #1 bob [2,3] Add[delta=2] -> ok 2
            #2 bob [4,5] Add[delta=3] -> failed
            #3 bob [6,...] Add[delta=4] -> unknown
            """);
    assertThat(recorder.history().unknown()).isEqualTo(2);
  }

  @Test
  void anOperationEndsOnce() {
    int id = recorder.invoke("ann", new CounterSpec.Add(1));
    recorder.unknown(id);
    assertThatThrownBy(() -> recorder.ok(id, 1L)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anOperationDoesNotEndBeforeItBegan() {
    assertThatThrownBy(
            () -> new Operation<>(0, "ann", new CounterSpec.Add(1), 5, 5, new Outcome.Ok<Long>(1L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Operation<>(
                    0, "ann", new CounterSpec.Add(1), 5, 6, new Outcome.Unknown<Long>()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyThreadsRecordAtOnceAndNoStampIsGivenTwice() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "client" + t;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (long i = 0; i < 500; i++) {
                      recorder.ok(recorder.invoke(name, new CounterSpec.Add(i)), i);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<Long> stamps = new ArrayList<>();
    for (Operation<CounterSpec.Add, Long> operation : recorder.history().operations()) {
      stamps.add(operation.invokedAt());
      stamps.add(operation.returnedAt());
    }
    assertThat(stamps).hasSize(4000).doesNotHaveDuplicates();
  }
}
