package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryLogTest extends ReplicatedLogContract {

  @Override
  protected Subject subject() {
    return new Subject() {
      private MemoryLog current = new MemoryLog();

      @Override
      public ReplicatedLog open() {
        current = current.reopen();
        return current;
      }

      @Override
      public void failNextAppend() {
        current.failNext(MemoryLog.Fault.LOST);
      }

      @Override
      public void damageNewestSnapshot() {
        current.loseNewestSnapshot();
      }
    };
  }

  @Test
  void anUncertainAppendThatWasKeptIsThereAfterReopening() throws Exception {
    MemoryLog log = new MemoryLog();
    log.start(new Journal(), role -> {});
    log.failNext(MemoryLog.Fault.KEPT);
    assertThatThrownBy(() -> log.append(Journal.entry("kept")).toCompletableFuture().get())
        .hasCauseInstanceOf(LogException.Uncertain.class);
    Journal machine = new Journal();
    log.reopen().start(machine, role -> {});
    assertThat(machine.texts()).containsExactly("kept");
  }

  @Test
  void reopensWithAPrefix() throws Exception {
    MemoryLog log = new MemoryLog();
    log.start(new Journal(), role -> {});
    for (String text : new String[] {"a", "b", "c"}) {
      log.append(Journal.entry(text)).toCompletableFuture().get();
    }
    MemoryLog shorter = log.reopen(2);
    Journal machine = new Journal();
    shorter.start(machine, role -> {});
    assertThat(machine.texts()).containsExactly("a", "b");
    assertThat(shorter.append(Journal.entry("d")).toCompletableFuture().get()).isEqualTo(3L);
  }
}
