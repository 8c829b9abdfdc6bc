package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A part of the storm of duplicates that {@code campaign/run storm} makes. */
class StormTest {

  private static final int COMMANDS = 5_000;

  @Test
  void whatIsSentUpToTwentyTimesToAllNodesIsExecutedOnceAndAnsweredAlike() throws Exception {
    Findings findings =
        Slice.run(
            "StormTest", (folder, seed, journal) -> new Storm(seed, COMMANDS, journal).run(folder));
    assertThat(findings.wrong()).isEmpty();
  }
}
