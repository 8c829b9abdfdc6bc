package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a command whose output cannot be written. */
@Timeout(60)
class StandardOutputTest {

  @Test
  void aFullDiskIsAFailure() throws Exception {
    Ended ended = run("exec \"$@\" > /dev/full");
    assertThat(ended.err).hasLineCount(1).startsWith("sojourn: cannot write to standard output: ");
    assertThat(ended.status).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void whoeverHasReadEnoughIsToldNothing() throws Exception {
    // The reader is gone before the command has begun.
    Ended ended = run("exec 3> >(:); wait $!; exec \"$@\" >&3");
    assertThat(ended).isEqualTo(new Ended(ExitStatus.NOBODY_READS, ""));
  }

  private record Ended(int status, String err) {}

  private static Ended run(String script) throws Exception {
    List<String> words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    words.addAll(CommandProcess.commandLine("help", "kv"));
    Process process = new ProcessBuilder(words).start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), err);
  }
}
