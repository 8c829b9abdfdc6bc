package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LastCommitTest {

  private final List<CompletableFuture<Long>> barriers = new ArrayList<>();
  private long now = 1_000;
  private final LastCommit lastCommit =
      new LastCommit(
          () -> {
            barriers.add(new CompletableFuture<>());
            return barriers.getLast();
          },
          () -> now);

  @Test
  void nothingIsToldOfALogToWhichNothingWasAppended() {
    now += LastCommit.QUIET_NANOS;

    assertThat(lastCommit.housekeep()).isFalse();
    assertThat(barriers).isEmpty();
  }

  @Test
  void theLastEntryIsToldOnceWhenItHasBeenQuiet() {
    lastCommit.appending();
    assertThat(lastCommit.housekeep()).isTrue();
    assertThat(barriers).isEmpty();

    now += LastCommit.QUIET_NANOS;
    assertThat(lastCommit.housekeep()).isFalse();
    assertThat(lastCommit.housekeep()).isFalse();
    assertThat(barriers).hasSize(1);
  }

  @Test
  void whoeverGoesOnAppendingTellsByTheNextEntry() {
    for (int i = 0; i < 10; i++) {
      lastCommit.appending();
      now += LastCommit.QUIET_NANOS - 1;
      assertThat(lastCommit.housekeep()).isTrue();
    }
    assertThat(barriers).isEmpty();
  }

  @Test
  void oneBarrierIsUnderWayAtATimeAndWhatCameMeanwhileIsToldAfterIt() {
    lastCommit.appending();
    now += LastCommit.QUIET_NANOS;
    lastCommit.housekeep();
    lastCommit.appending();
    now += LastCommit.QUIET_NANOS;
    assertThat(lastCommit.housekeep()).isTrue();
    assertThat(barriers).hasSize(1);

    barriers.getFirst().completeExceptionally(new IllegalStateException("no majority"));
    assertThat(lastCommit.housekeep()).isFalse();
    assertThat(barriers).hasSize(2);
  }
}
