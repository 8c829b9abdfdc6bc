package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.cli.StubSystem.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a small project of its own, with a PATH of which each tool can be taken away. */
@Timeout(60)
class LauncherTest {
  @TempDir private Path folder;
  private StubSystem system;

  @BeforeEach
  void makeProject() throws IOException {
    system =
        new StubSystem(
            folder,
            "sojourn",
            "build/find-jdk",
            "build/fingerprint",
            "build/assemble-app",
            "build/launch");
    system.file("pom.xml", "<module>core</module>\n<module>cli</module>\n<module>web</module>\n");
    system.file("core/src/main/A.java", "class A {}");
    system.file("cli/src/main/B.java", "class B {}");
    system.file("cli/src/main/resources/io/sojourn/cli/help.txt", "the help\n");
    system.file("web/package.json", "{}");
    system.tool("node", "exit 0");
    system.tool("npm", "exit 0");
    system.tool(
        "mvn",
        "echo \"$PWD|$JAVA_HOME|$*\" >>builds",
        "echo '[INFO] Scanning for projects...'",
        "echo '[INFO] Building Sojourn core 0.1.0                       [1/2]'",
        "echo '[INFO] Building Sojourn cli 0.1.0                        [2/2]'",
        "[ ! -f broken ] || { echo '[ERROR] core/src/main/A.java:[1,1] no good'; exit 1; }",
        "[ ! -f slow ] || sleep 1",
        "[ ! -f long ] || { printf '[INFO] half a '; sleep 2.5; echo line; }",
        "mkdir -p cli/target/app/lib",
        "touch cli/target/app/lib/b.jar cli/target/app/lib/a.jar",
        "echo \"$SOJOURN_FINGERPRINT\" >cli/target/app/sources");
    system.jdk("21");
  }

  @Test
  void theFirstRunBuildsWithALineForEachModuleAndThenRunsInTheFolderOfTheCaller() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Said said = run(elsewhere, system.inProject("sojourn"), "serve", "--data", "x y");
    assertThat(said.status()).isZero();
    assertThat(said.err())
        .contains("Building Sojourn (first run, about two minutes) ... core [1/2]")
        .contains("Building Sojourn (first run, about two minutes) ... cli [2/2]");
    assertThat(said.out())
        .startsWith("ran in " + elsewhere + ":")
        .contains(
            "-cp|"
                + system.project()
                + "/cli/target/app/lib/a.jar:"
                + system.project()
                + "/cli/target/app/lib/b.jar|")
        .endsWith("|io.sojourn.cli.Main|serve|--data|x y\n");
    assertThat(builds())
        .singleElement()
        .asString()
        .startsWith(system.project() + "|" + folder.resolve("jdk-21") + "|")
        .contains("-pl cli -am", "-DskipTests", "-Dtests.compile.skip=true", "package")
        .doesNotContain("install");
    assertThat(system.inProject("target/sojourn-build.log"))
        .content()
        .contains("Scanning for projects");
  }

  @Test
  void onATerminalTheSecondsGoOnWhileAModuleIsLong() throws Exception {
    system.file("long", "");
    String launcher = system.inProject("sojourn").toString();
    Map<String, String> environment = system.environment(Map.of());
    try (HostedShell shell =
        HostedShell.start(List.of(launcher, "version"), environment, new WindowSize(100, 24))) {
      assertThat(allOf(shell.screen()))
          .contains("cli [2/2], 1 s")
          .contains("cli [2/2], 2 s")
          .contains("io.sojourn.cli.Main|version");
    }
    assertThat(system.inProject("target/sojourn-build.log")).content().contains("half a line\n");
  }

  @Test
  void theSecondRunDoesNotBuild() throws Exception {
    run("version");
    Said said = run("version");
    assertThat(said.err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aChangedSourceAndADeletedOneAreBuiltAgainButATestIsNot() throws Exception {
    run("version");
    system.file("core/src/test/T.java", "class T {}");
    run("version");
    assertThat(builds()).hasSize(1);
    system.file("core/src/main/A.java", "class A { }");
    assertThat(run("version").err()).contains("(the sources changed)");
    assertThat(builds()).hasSize(2);
    Files.delete(system.inProject("cli/src/main/B.java"));
    run("version");
    assertThat(builds()).hasSize(3);
  }

  @Test
  void twoFirstRunsAtOnceBuildOnce() throws Exception {
    system.file("slow", "");
    Process one = system.start(folder, Map.of(), system.inProject("sojourn"), "version");
    Process other = system.start(folder, Map.of(), system.inProject("sojourn"), "version");
    assertThat(StubSystem.read(one).status()).isZero();
    assertThat(StubSystem.read(other).status()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void itWorksThroughASymbolicLink() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, Path.of("a project/sojourn"));
    assertThat(run(folder, link, "version").out()).endsWith("|io.sojourn.cli.Main|version\n");
  }

  @Test
  void aBuildThatFailsShowsTheErrorAndWhereTheLogIs() throws Exception {
    system.file("broken", "");
    Said said = run("version");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .contains("A.java:[1,1] no good")
        .endsWith("the whole log is in " + system.project() + "/target/sojourn-build.log\n");
  }

  @Test
  void helpNeedsNothing() throws Exception {
    for (String tool : List.of("mvn", "node", "npm")) {
      system.without(tool);
    }
    for (String word : List.of("--help", "-h", "help")) {
      Said said = runWithJdks("", word);
      assertThat(said).isEqualTo(new Said(0, "the help\n", ""));
    }
    Said nothing = runWithJdks("");
    assertThat(nothing).isEqualTo(new Said(2, "", "the help\n"));
  }

  @Test
  void aMissingJdkIsOneLine() throws Exception {
    assertOneLine(runWithJdks("", "version"), "JDK 21");
  }

  @Test
  void aJdkThatIsTooOldIsAsGoodAsNone() throws Exception {
    assertOneLine(runWithJdks(system.jdk("17").toString(), "version"), "JDK 21");
  }

  @Test
  void aMissingMavenIsOneLine() throws Exception {
    system.without("mvn");
    assertOneLine(run("version"), "Maven");
  }

  @Test
  void aMissingNodeIsOneLine() throws Exception {
    system.without("node");
    assertOneLine(run("version"), "Node");
  }

  @Test
  void whatIsBuiltRunsWithoutMavenAndNode() throws Exception {
    run("version");
    system.without("mvn");
    system.without("node");
    assertThat(run("version").status()).isZero();
  }

  @Test
  void theNewestJdkIsTaken() throws Exception {
    String places = system.jdk("21") + ":" + system.jdk("25") + ":" + folder.resolve("none");
    assertThat(runWithJdks(places, "version").out())
        .contains("on 25")
        .contains("--sun-misc-unsafe-memory-access=allow");
  }

  private static void assertOneLine(Said said, String about) {
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).hasLineCount(1).startsWith("sojourn: needs ").contains(about);
  }

  private static String allOf(InputStream screen) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      screen.transferTo(all);
    } catch (IOException exited) {
      // Linux reports the end of a pseudo-terminal as an input/output error.
    }
    return all.toString(UTF_8);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(system.inProject("builds"));
  }

  @Test
  void theApplicationFolderRunsWhereverItIsCopied() throws Exception {
    Path app = Files.createDirectories(folder.resolve("opt/so journ"));
    Files.createDirectories(app.resolve("bin"));
    Files.createDirectories(app.resolve("lib"));
    Files.copy(system.inProject("build/launch"), app.resolve("bin/sojourn"));
    Files.copy(system.inProject("build/find-jdk"), app.resolve("bin/find-jdk"));
    Files.createFile(app.resolve("lib/a.jar"));
    Path link = Files.createSymbolicLink(folder.resolve("linked"), app.resolve("bin/sojourn"));
    Files.delete(folder.resolve("jdk-21/bin/javac"));
    Said said = run(folder, link, "serve", "--port", "0");
    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .contains("-cp|" + app + "/lib/a.jar|")
        .endsWith("|io.sojourn.cli.Main|serve|--port|0\n");
  }

  @Test
  void aServerAloneAndANodeOfAClusterHaveACacheEach() throws Exception {
    run("version");
    String app = system.project() + "/cli/target/app/";
    Files.copy(folder.resolve("jdk-21/release"), Path.of(app, "sojourn.aot.jdk"));
    Files.createFile(Path.of(app, "sojourn.aot"));
    Files.writeString(folder.resolve("alone"), "# node=n1\nport=3001\n");
    Files.writeString(folder.resolve("node"), "port=3001\n node = n1\n");
    String[][] alone = {
      {"serve"}, {"serve", "--port", "0"}, {"serve", "--config", "alone"}, {"kv", "put", "--node"}
    };
    String[][] nodes = {
      {"serve", "--node", "n1"},
      {"serve", "--port", "1", "--node=n1"},
      {"serve", "--config", "node"},
      {"serve", "--config", "node", "--port", "1"}
    };
    for (String[] words : nodes) {
      assertThat(run(words).out()).contains("-XX:AOTCache=" + app + "sojourn.aot|");
    }
    Files.createFile(Path.of(app, "sojourn-node.aot"));
    for (String[] words : alone) {
      assertThat(run(words).out()).contains("-XX:AOTCache=" + app + "sojourn.aot|");
    }
    for (String[] words : nodes) {
      assertThat(run(words).out()).contains("-XX:AOTCache=" + app + "sojourn-node.aot|");
    }
  }

  @Test
  void aCacheOfAnotherJdkIsLeftAlone() throws Exception {
    run("version");
    Path app = system.inProject("cli/target/app");
    Files.createFile(app.resolve("sojourn.aot"));
    Files.createFile(app.resolve("sojourn-node.aot"));
    Files.writeString(app.resolve("sojourn.aot.jdk"), "JAVA_VERSION=\"21.0.2\"\n");
    assertThat(run("serve").out()).doesNotContain("AOTCache");
    assertThat(run("serve", "--node", "n1").out()).doesNotContain("AOTCache");
  }

  private Said run(String... args) throws Exception {
    return run(folder, system.inProject("sojourn"), args);
  }

  private Said run(Path where, Path launcher, String... args) throws Exception {
    return StubSystem.read(system.start(where, Map.of(), launcher, args));
  }

  private Said runWithJdks(String places, String... args) throws Exception {
    return StubSystem.read(
        system.start(folder, Map.of("SOJOURN_JDKS", places), system.inProject("sojourn"), args));
  }
}
