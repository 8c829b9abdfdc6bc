package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The keys page in a real browser and the packed client for JavaScript, on the packaged
 * application.
 */
@Timeout(300)
class KeysIT {
  @Test
  void aPageAndAProgramKeepTheirKeysOverAServerThatIsKilled() throws Exception {
    Process story =
        new ProcessBuilder("node", "cli/src/test/e2e/keys.mjs")
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .start();
    String told = new String(story.getInputStream().readAllBytes(), UTF_8);
    assertThat(story.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(story.exitValue()).as(told).isZero();
    System.out.print(told);
  }
}
