package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three processes, ten clients, every fault once. {@code campaign/run} goes on for longer. */
class CampaignTest {

  @Test
  void everyCommandTakesEffectOnceAndEveryKeyIsLinearizableUnderEveryFault() throws Exception {
    Findings findings =
        Slice.run(
            "CampaignTest",
            (folder, seed, journal) -> new Campaign(seed, journal).run(folder, Duration.ZERO));
    assertThat(findings.wrong()).isEmpty();
  }
}
