package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a small project of its own, with a PATH of which each tool can be taken away. */
@Timeout(60)
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What any system has, and the launcher may use. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "chmod",
          "cmp",
          "cp",
          "cut",
          "dirname",
          "env",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sha256sum",
          "sleep",
          "sort",
          "tail",
          "touch",
          "xargs");

  @TempDir private Path folder;
  private Path project;
  private Path bin;

  private record Said(int status, String out, String err) {}

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String file :
        List.of("sojourn", "build/find-jdk", "build/fingerprint", "build/assemble-app")) {
      Path copy = project.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(file), copy);
    }
    write(
        project.resolve("pom.xml"),
        "<module>core</module>\n<module>cli</module>\n<module>web</module>\n");
    write(project.resolve("core/src/main/A.java"), "class A {}");
    write(project.resolve("cli/src/main/B.java"), "class B {}");
    write(project.resolve("cli/src/main/resources/io/sojourn/cli/help.txt"), "the help\n");
    write(project.resolve("web/package.json"), "{}");
    for (String tool : TOOLS) {
      Path found = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(found) ? found : Path.of("/bin", tool));
    }
    script(bin.resolve("node"), "exit 0");
    script(bin.resolve("npm"), "exit 0");
    script(
        bin.resolve("mvn"),
        """
        echo "$PWD|$JAVA_HOME|$*" >>builds
        echo "[INFO] Scanning for projects..."
        echo "[INFO] Building Sojourn core 0.1.0                       [1/2]"
        echo "[INFO] Building Sojourn cli 0.1.0                        [2/2]"
        [ ! -f broken ] || { echo "[ERROR] core/src/main/A.java:[1,1] no good"; exit 1; }
        [ ! -f slow ] || sleep 1
        mkdir -p cli/target/app/lib
        touch cli/target/app/lib/b.jar cli/target/app/lib/a.jar
        echo "$SOJOURN_FINGERPRINT" >cli/target/app/sources
        """);
    jdk("21");
  }

  @Test
  void theFirstRunBuildsWithALineForEachModuleAndThenRunsInTheFolderOfTheCaller() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Said said = run(elsewhere, project.resolve("sojourn"), "serve", "--data", "x y");
    assertThat(said.status).isZero();
    assertThat(said.err)
        .contains("Building Sojourn (first run, about a minute) ... core [1/2]")
        .contains("Building Sojourn (first run, about a minute) ... cli [2/2]");
    assertThat(said.out)
        .startsWith("ran in " + elsewhere + ":")
        .contains(
            "-cp|"
                + project
                + "/cli/target/app/lib/a.jar:"
                + project
                + "/cli/target/app/lib/b.jar|")
        .endsWith("|io.sojourn.cli.Main|serve|--data|x y\n");
    assertThat(builds())
        .singleElement()
        .asString()
        .startsWith(project + "|" + folder.resolve("jdk-21") + "|")
        .contains("-pl cli -am", "-DskipTests", "package")
        .doesNotContain("install");
    assertThat(project.resolve("target/sojourn-build.log"))
        .content()
        .contains("Scanning for projects");
  }

  @Test
  void theSecondRunDoesNotBuild() throws Exception {
    run("version");
    Said said = run("version");
    assertThat(said.err).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aChangedSourceAndADeletedOneAreBuiltAgainButATestIsNot() throws Exception {
    run("version");
    write(project.resolve("core/src/test/T.java"), "class T {}");
    run("version");
    assertThat(builds()).hasSize(1);
    write(project.resolve("core/src/main/A.java"), "class A { }");
    assertThat(run("version").err).contains("(the sources changed)");
    assertThat(builds()).hasSize(2);
    Files.delete(project.resolve("cli/src/main/B.java"));
    run("version");
    assertThat(builds()).hasSize(3);
  }

  @Test
  void twoFirstRunsAtOnceBuildOnce() throws Exception {
    write(project.resolve("slow"), "");
    Process one = start(folder, Map.of(), project.resolve("sojourn"), "version");
    Process other = start(folder, Map.of(), project.resolve("sojourn"), "version");
    assertThat(read(one).status).isZero();
    assertThat(read(other).status).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void itWorksThroughASymbolicLink() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, Path.of("a project/sojourn"));
    assertThat(run(folder, link, "version").out).endsWith("|io.sojourn.cli.Main|version\n");
  }

  @Test
  void aBuildThatFailsShowsTheErrorAndWhereTheLogIs() throws Exception {
    write(project.resolve("broken"), "");
    Said said = run("version");
    assertThat(said.status).isEqualTo(1);
    assertThat(said.out).isEmpty();
    assertThat(said.err)
        .contains("A.java:[1,1] no good")
        .endsWith("the whole log is in " + project + "/target/sojourn-build.log\n");
  }

  @Test
  void helpNeedsNothing() throws Exception {
    for (String tool : List.of("mvn", "node", "npm")) {
      Files.delete(bin.resolve(tool));
    }
    for (String word : List.of("--help", "-h", "help")) {
      Said said = runWithoutJdk(word);
      assertThat(said).isEqualTo(new Said(0, "the help\n", ""));
    }
    Said nothing = runWithoutJdk();
    assertThat(nothing).isEqualTo(new Said(2, "", "the help\n"));
  }

  @Test
  void aMissingJdkIsOneLine() throws Exception {
    assertOneLine(runWithoutJdk("version"), "JDK 21");
  }

  @Test
  void aJdkThatIsTooOldIsAsGoodAsNone() throws Exception {
    Path old = jdk("17");
    Process process =
        start(
            folder, Map.of("SOJOURN_JDKS", old.toString()), project.resolve("sojourn"), "version");
    assertOneLine(read(process), "JDK 21");
  }

  @Test
  void aMissingMavenIsOneLine() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertOneLine(run("version"), "Maven");
  }

  @Test
  void aMissingNodeIsOneLine() throws Exception {
    Files.delete(bin.resolve("node"));
    assertOneLine(run("version"), "Node");
  }

  @Test
  void whatIsBuiltRunsWithoutMavenAndNode() throws Exception {
    run("version");
    Files.delete(bin.resolve("mvn"));
    Files.delete(bin.resolve("node"));
    assertThat(run("version").status).isZero();
  }

  @Test
  void theNewestJdkIsTaken() throws Exception {
    Path newest = jdk("25");
    String places = folder.resolve("jdk-21") + ":" + newest + ":" + folder.resolve("none");
    Process process =
        start(folder, Map.of("SOJOURN_JDKS", places), project.resolve("sojourn"), "version");
    assertThat(read(process).out)
        .contains("on 25")
        .contains("--sun-misc-unsafe-memory-access=allow");
  }

  private static void assertOneLine(Said said, String about) {
    assertThat(said.status).isEqualTo(1);
    assertThat(said.out).isEmpty();
    assertThat(said.err).hasLineCount(1).startsWith("sojourn: needs ").contains(about);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(project.resolve("builds"));
  }

  private Path jdk(String major) throws IOException {
    Path home = folder.resolve("jdk-" + major);
    write(home.resolve("release"), "JAVA_VERSION=\"" + major + ".0.1\"\n");
    script(home.resolve("bin/javac"), "exit 1");
    script(home.resolve("bin/java"), "IFS='|'; echo \"ran in $PWD: on " + major + " |$*\"");
    return home;
  }

  private Said run(String... args) throws Exception {
    return run(folder, project.resolve("sojourn"), args);
  }

  private Said run(Path where, Path launcher, String... args) throws Exception {
    return read(start(where, Map.of(), launcher, args));
  }

  private Said runWithoutJdk(String... args) throws Exception {
    return read(start(folder, Map.of("SOJOURN_JDKS", ""), project.resolve("sojourn"), args));
  }

  private Process start(Path where, Map<String, String> environment, Path launcher, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("SOJOURN_JDKS", folder.resolve("jdk-21").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Said read(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), out, err);
  }

  private static void script(Path file, String body) throws IOException {
    write(file, "#!" + Path.of("/bin/bash") + "\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
