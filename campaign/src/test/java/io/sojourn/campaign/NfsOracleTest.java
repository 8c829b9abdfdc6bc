package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs against NFS judges finds what is planted, and nothing else. */
@Timeout(60)
class NfsOracleTest {

  private static final int TIMES = 4;

  @TempDir private Path folder;

  @Test
  void whatIsRightIsFoundRight() throws Exception {
    try (NfsTarget target = new EmbeddedNfs(folder, machine -> machine)) {
      Findings findings = new NfsRun(1, new Journal(System.out)).run(target, TIMES);
      assertThat(findings.wrong()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPlantedIsFound(PlantedFault.Kind kind) throws Exception {
    try (NfsTarget target = new EmbeddedNfs(folder, machine -> new PlantedFault(machine, kind))) {
      Findings findings = new NfsRun(1, new Journal(System.out)).run(target, 5 * TIMES);
      assertThat(findings.wrong())
          .anyMatch(wrong -> !wrong.startsWith("O10") && !wrong.contains("could not go on"));
    }
  }
}
