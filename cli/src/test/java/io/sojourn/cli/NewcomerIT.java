package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The newcomer's story on the packaged application, in real terminals and a real browser. */
@Timeout(300)
class NewcomerIT {
  @Test
  void aNewcomerSharesATerminalLosesTheServerAndFindsEverythingAgain() throws Exception {
    Process story =
        new ProcessBuilder("node", "cli/src/test/e2e/newcomer.mjs")
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .start();
    String told = new String(story.getInputStream().readAllBytes(), UTF_8);
    assertThat(story.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(story.exitValue()).as(told).isZero();
    System.out.print(told);
  }
}
