package io.sojourn.check.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeepAliveTest {

  private static final long QUARTER = SimClient.IDLE_MILLIS * 1000 / 4;
  private static final long PATIENCE = 120_000;

  private final EventQueue queue = new EventQueue();
  private final KeepAlive keepAlive = new KeepAlive(queue);

  private boolean isDueAfter(long micros) {
    queue.runUntil(queue.now() + micros);
    return keepAlive.isDue(queue.now() - PATIENCE);
  }

  @Test
  void oneThatIsAnsweredIsFollowedByTheNextInAQuarterOfTheIdleTimeout() {
    assertThat(isDueAfter(QUARTER)).isFalse();
    assertThat(isDueAfter(1)).isTrue();
    assertThat(keepAlive.send()).isFalse();
    assertThat(keepAlive.isAnswered()).isFalse();
    keepAlive.answered(queue.now());
    assertThat(keepAlive.isAnswered()).isTrue();
    assertThat(isDueAfter(QUARTER)).isFalse();
    assertThat(isDueAfter(1)).isTrue();
    assertThat(keepAlive.send()).isFalse();
  }

  @Test
  void oneThatIsNotAnsweredIsSentAgainSoonAndToAnother() {
    assertThat(isDueAfter(QUARTER + 1)).isTrue();
    assertThat(keepAlive.send()).isFalse();
    keepAlive.answered(queue.now() - 1); // what was sent before it says nothing of it
    assertThat(isDueAfter(PATIENCE)).isFalse();
    assertThat(isDueAfter(1)).isTrue();
    assertThat(keepAlive.send()).isTrue();
    assertThat(keepAlive.isAnswered()).isFalse();
  }

  @Test
  void whoeverIsNamedInsteadIsAskedAtOnceAndNobodyElse() {
    assertThat(isDueAfter(QUARTER + 1)).isTrue();
    assertThat(keepAlive.send()).isFalse();
    keepAlive.hurry();
    assertThat(isDueAfter(0)).isTrue();
    assertThat(keepAlive.send()).isFalse();
    keepAlive.answered(queue.now());
    keepAlive.hurry();
    assertThat(isDueAfter(QUARTER)).isFalse();
  }

  @Test
  void nothingIsAwaitedForASessionThatIsOver() {
    assertThat(isDueAfter(QUARTER + 1)).isTrue();
    assertThat(keepAlive.send()).isFalse();
    keepAlive.forget();
    assertThat(keepAlive.isAnswered()).isTrue();
    assertThat(isDueAfter(QUARTER)).isFalse();
  }
}
