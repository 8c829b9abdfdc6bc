package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.engine.LogProcess.Outcome;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes on a real disk: killed at the n-th fdatasync, with failing syncs, and on a full
 * disk. Needs strace and unshare (Debian: apt install strace util-linux). {@code -Dsojourn.kills=N}
 * kills at the first N syncs instead of at a few.
 */
class FileLogProcessTest {

  private static final int APPENDS = 90;
  private static final int[] KILLS = {1, 2, 3, 9, 17, 30, 53, 85};
  private static final int KILLED = 128 + 9;

  @TempDir private Path folder = Path.of("");

  private static List<String> strace(String injection) {
    if (!Files.isExecutable(Path.of("/usr/bin/strace"))) {
      throw new AssertionError("this test needs strace: apt install strace");
    }
    return List.of(
        "/usr/bin/strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fdatasync",
        "-e",
        "inject=fdatasync:" + injection);
  }

  /** What a new process would find; the log must be alive after it. */
  private static List<String> recover(Path log) throws Exception {
    Journal machine = new Journal();
    try (FileLog recovered = LogProcess.open(log)) {
      recovered.start(machine, role -> {});
      List<String> found = machine.texts();
      recovered.append(Journal.entry("after")).toCompletableFuture().get();
      return found;
    }
  }

  private static List<String> entries(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(LogProcess::text).toList();
  }

  private static int[] kills() {
    Integer first = Integer.getInteger("sojourn.kills");
    return first == null ? KILLS : IntStream.rangeClosed(1, first).toArray();
  }

  @Test
  void everyAcknowledgedEntrySurvivesAKillAtTheNthSync() throws Exception {
    int acknowledgedInAll = 0;
    for (int kill : kills()) {
      Path log = folder.resolve("kill-" + kill);
      Outcome outcome =
          LogProcess.run(
              strace("signal=KILL:when=" + kill),
              "append",
              log.toString(),
              Integer.toString(Math.max(APPENDS, kill)));
      assertThat(outcome.exit()).as("killed at sync %s: %s", kill, outcome).isEqualTo(KILLED);
      int acknowledged = outcome.startingWith("acknowledged").size();
      List<String> found = recover(log);
      assertThat(found.size())
          .as("entries after a kill at sync %s", kill)
          .isBetween(acknowledged, acknowledged + 1);
      assertThat(found).isEqualTo(entries(found.size()));
      acknowledgedInAll += acknowledged;
    }
    assertThat(acknowledgedInAll).as("acknowledged in all runs").isGreaterThan(KILLS.length);
  }

  @Test
  void nothingIsAcknowledgedAfterASyncThatFailed() throws Exception {
    Path log = folder.resolve("eio");
    Outcome outcome =
        LogProcess.run(
            strace("error=EIO:when=20"), "append", log.toString(), Integer.toString(APPENDS));
    assertThat(outcome.exit()).as("%s", outcome).isZero();
    List<String> failures = outcome.startingWith("failed");
    int acknowledged = outcome.startingWith("acknowledged").size();
    assertThat(acknowledged).isPositive();
    assertThat(outcome.lines().subList(acknowledged, outcome.lines().size())).isEqualTo(failures);
    assertThat(failures).hasSize(APPENDS - acknowledged);
    assertThat(failures).first().asString().contains("Uncertain").contains("Input/output error");
    assertThat(failures.subList(1, failures.size()))
        .allSatisfy(line -> assertThat(line).contains("LogException$Failed"));
    List<String> found = recover(log);
    assertThat(found).isEqualTo(entries(found.size()));
    assertThat(found).hasSizeBetween(acknowledged, acknowledged + 1);
  }

  /** The mount lives in a namespace of its own and ends with the process. */
  @Test
  void aFullDiskStopsTheLogAndNothingAcknowledgedIsLost() throws Exception {
    List<String> before = new ArrayList<>(List.of("unshare", "--mount"));
    if (!System.getProperty("user.name").equals("root")) {
      before.add("--map-root-user");
    }
    String mount = "mount -t tmpfs -o size=2m tmpfs \"$0\" && exec \"$@\"";
    before.addAll(List.of("sh", "-c", mount, folder.toString()));
    Outcome outcome = LogProcess.run(before, "fill", folder.toString());
    assertThat(outcome.exit())
        .as(
            "needs the right to mount a tmpfs in a new namespace: run as root, or allow user"
                + " namespaces (sysctl kernel.unprivileged_userns_clone=1): %s",
            outcome)
        .isZero();
    assertThat(outcome.startingWith("failed"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("Uncertain").contains("No space left"));
    assertThat(outcome.startingWith("then"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("Failed").contains("No space left"));
    assertThat(outcome.lines().getLast()).startsWith("recovered ");
    assertThat(Integer.parseInt(outcome.lines().getLast().substring(10))).isGreaterThan(50);
  }

  @Test
  void aFolderHeldByAnotherProcessIsRefusedNamingIt() throws Exception {
    Path log = folder.resolve("held");
    Path errors = folder.resolve("errors");
    Process holder = LogProcess.start(List.of(), errors, "hold", log.toString());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).as("%s", Files.readString(errors)).isEqualTo("holding");
      assertThatThrownBy(() -> LogProcess.open(log).start(new Journal(), role -> {}))
          .isInstanceOf(LogException.InUse.class)
          .hasMessageContaining("process " + holder.pid())
          .hasMessageContaining(log.toString());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(recover(log)).isEmpty();
  }
}
