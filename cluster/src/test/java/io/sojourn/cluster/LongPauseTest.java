package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that stands still for longer than a minute, as a suspended machine or a frozen
 * container does, goes on. Takes that long, so it is not among the tests of every build: {@code mvn
 * verify -pl cluster -am -Dcluster.tests=long -Dcluster.tests.not=}.
 */
@Tag("long")
class LongPauseTest {

  private static final Duration PAUSE = Duration.ofSeconds(66);

  @TempDir private Path folder = Path.of("");

  private static void signal(Process process, String signal) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }

  @Test
  void aNodeThatStoodStillForAMinuteGoesOn() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                folder.toString(),
                FreeNodes.of(1).getFirst().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintStream say =
            new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("leads");
      say.println("before");
      assertThat(said.readLine()).isEqualTo("done before");
      signal(process, "STOP");
      Awaitility.await().pollDelay(PAUSE).atMost(PAUSE.multipliedBy(2)).until(process::isAlive);
      signal(process, "CONT");
      // It may lead only after a while again; what is refused until then is not in the log.
      String answer;
      do {
        say.println("after");
        answer = said.readLine();
        assertThat(answer).doesNotContain("Failed");
      } while (!"done after".equals(answer));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
