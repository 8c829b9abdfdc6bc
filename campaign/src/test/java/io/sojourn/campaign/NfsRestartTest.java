package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A few of the strikes of {@code campaign/run nfs}. */
class NfsRestartTest {

  private static final int TIMES = 6;

  @Test
  void everyRequestTakesEffectOnceAndHasOneAnswerWhileTheServerIsKilled() throws Exception {
    Findings findings =
        Slice.run(
            "NfsRestartTest",
            (folder, seed, journal) -> {
              try (NfsTarget target = NfsServer.launch(folder)) {
                return new NfsRun(seed, journal).run(target, TIMES);
              }
            });
    assertThat(findings.wrong()).isEmpty();
  }
}
