package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A few of the strikes of {@code campaign/run nfs-fleet}. */
class NfsFailoverTest {

  private static final int TIMES = 4;

  @Test
  void everyRequestTakesEffectOnceAndHasOneAnswerWhileTheLeaderChanges() throws Exception {
    Findings findings =
        Slice.run(
            "NfsFailoverTest",
            (folder, seed, journal) -> {
              try (NfsTarget target = NfsFleet.launch(folder)) {
                return new NfsRun(seed, journal).run(target, TIMES);
              }
            });
    assertThat(findings.wrong()).isEmpty();
  }
}
