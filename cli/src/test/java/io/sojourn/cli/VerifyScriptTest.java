package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.cli.StubSystem.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that runs every test, on systems where this or that is missing. */
@Timeout(60)
class VerifyScriptTest {
  @TempDir private Path folder;
  private StubSystem system;

  @BeforeEach
  void makeProject() throws IOException {
    system = new StubSystem(folder, "verify", "build/find-jdk");
    for (String tool :
        List.of("npm", "chromium", "tmux", "strace", "tshark", "ps", "git", "curl", "openssl")) {
      system.tool(tool, "exit 0");
    }
    system.tool("node", "echo 'v20.19.0'");
    system.tool("fc-list", "echo a font");
    system.tool("id", "echo 1000");
    system.tool(
        "mvn",
        "echo \"$*\" >>builds",
        "mkdir -p core/target/surefire-reports cli/target/failsafe-reports",
        "echo '<testcase name=\"aSlowOne\" classname=\"io.sojourn.A\" time=\"1,002.5\"/>'"
            + " >core/target/surefire-reports/TEST-A.xml",
        "for i in 1 2 3 4 5 6 7 8 9 10 11; do echo \"<testcase time=\\\"0.$i\\\""
            + " classname=\\\"io.sojourn.B\\\" name=\\\"a &lt; $i\\\">\"; done"
            + " >cli/target/failsafe-reports/TEST-B.xml",
        "echo '[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 0'",
        "[ ! -f broken ] || exit 3");
    system.jdk("21");
  }

  @Test
  void itRunsTheWholeBuildAndEndsWithTheTenSlowestTests() throws Exception {
    Said said = run();
    assertThat(said.status()).isZero();
    assertThat(builds()).singleElement().asString().endsWith(" verify");
    List<String> lines = said.out().lines().toList();
    assertThat(lines).contains("[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 0");
    int at = lines.indexOf("The ten slowest tests (seconds):");
    assertThat(lines.get(at + 1)).isEqualTo("  1002.50  A: aSlowOne");
    assertThat(lines.get(at + 2)).isEqualTo("     0.90  B: a < 9");
    assertThat(lines.get(at + 10)).startsWith("     0.1").contains("B: a < 1");
    assertThat(lines.get(at + 11)).startsWith("verify: passed after ");
  }

  @Test
  void aReportOfAnEarlierRunDoesNotCount() throws Exception {
    system.file("old/target/surefire-reports/TEST-O.xml", "<testcase name=\"o\" time=\"9999\"/>\n");
    assertThat(
            system.inProject("old/target/surefire-reports/TEST-O.xml").toFile().setLastModified(0))
        .isTrue();
    assertThat(run().out()).doesNotContain("9999");
  }

  @Test
  void theStatusOfTheBuildIsKept() throws Exception {
    system.file("broken", "");
    Said said = run();
    assertThat(said.status()).isEqualTo(3);
    assertThat(said.out()).contains("ten slowest").contains("verify: FAILED");
  }

  @Test
  void furtherArgumentsGoToMaven() throws Exception {
    run("-pl", "core");
    assertThat(builds()).singleElement().asString().endsWith(" verify -pl core");
  }

  @Test
  void aSystemWithoutDebiansPackagesIsToldWhatToInstall() throws Exception {
    system.without("tmux");
    system.without("chromium");
    assertOneLine(run(), "tmux", "chromium");
  }

  @Test
  void someoneWithoutRootIsToldTheCommand() throws Exception {
    system.without("tmux");
    system.tool("apt-get", "exit 9");
    system.tool("apt-cache", "exit 0");
    assertOneLine(run(), "needs root", "apt-get install tmux");
  }

  @Test
  void rootInstallsWhatIsMissingAndFetchesTheListsFirstWhereThereAreNone() throws Exception {
    system.without("tmux");
    system.without("ps");
    system.tool("id", "echo 0");
    system.tool("apt-cache", "[ -f lists ]");
    system.tool("apt-get", "echo \"$*\" >>installed", "[ \"$1\" != update ] || touch lists");
    assertThat(run().status()).isZero();
    assertThat(Files.readAllLines(system.inProject("installed")))
        .containsExactly("update -qq", "install -y -qq --no-install-recommends tmux procps");
  }

  @Test
  void aJdkIsTakenFromTheFirstPackageThatThereIs() throws Exception {
    system.tool("id", "echo 0");
    system.tool("apt-cache", "case $2 in openjdk-21-*|chromium) ;; *) exit 100 ;; esac");
    system.tool("apt-get", "echo \"$*\" >>installed");
    Process process = system.start(folder, Map.of("SOJOURN_JDKS", ""), system.inProject("verify"));
    StubSystem.read(process);
    assertThat(Files.readString(system.inProject("installed")))
        .contains(" openjdk-21-jdk-headless");
  }

  @Test
  void aNodeThatIsTooOldIsOneLine() throws Exception {
    system.tool("node", "echo v18.20.4");
    assertOneLine(run(), "v18.20.4", "20.19");
  }

  private static void assertOneLine(Said said, String... parts) {
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).hasLineCount(1).startsWith("verify: ").contains(parts);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(system.inProject("builds"));
  }

  private Said run(String... args) throws Exception {
    return StubSystem.read(system.start(folder, Map.of(), system.inProject("verify"), args));
  }
}
