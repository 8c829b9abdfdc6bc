package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the project's scripts in a folder of its own, with a PATH that has only what a test
 * puts there: any tool can be a script of the test, or be missing.
 */
final class StubSystem {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What any system has. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
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
          "mktemp",
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

  /** What a script said, and its exit status. */
  record Said(int status, String out, String err) {}

  private final Path folder;
  private final Path project;
  private final Path bin;

  StubSystem(Path folder, String... scripts) throws IOException {
    this.folder = folder;
    project = Files.createDirectories(folder.resolve("a project"));
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String script : scripts) {
      Path copy = project.resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(script), copy);
    }
    for (String tool : TOOLS) {
      Path found = Path.of("/usr/bin", tool);
      tool(tool, "exec " + (Files.exists(found) ? found : Path.of("/bin", tool)) + " \"$@\"");
    }
  }

  Path project() {
    return project;
  }

  Path inProject(String file) {
    return project.resolve(file);
  }

  /** Puts a tool on the PATH that does what the lines of shell say. */
  void tool(String name, String... lines) throws IOException {
    script(bin.resolve(name), lines);
  }

  void without(String tool) throws IOException {
    Files.delete(bin.resolve(tool));
  }

  void file(String inProject, String text) throws IOException {
    write(project.resolve(inProject), text);
  }

  /** A JDK of this major version, whose java says how it was called. */
  Path jdk(String major) throws IOException {
    Path home = folder.resolve("jdk-" + major);
    write(home.resolve("release"), "JAVA_VERSION=\"" + major + ".0.1\"\n");
    script(home.resolve("bin/javac"), "exit 1");
    script(home.resolve("bin/java"), "IFS='|'; echo \"ran in $PWD: on " + major + " |$*\"");
    return home;
  }

  /** Starts a script with nothing in its environment but this PATH and what is given. */
  Process start(Path where, Map<String, String> environment, Path script, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment(environment));
    return builder.start();
  }

  /** What is given, and where it says nothing of them, this PATH and this JDK. */
  Map<String, String> environment(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    all.putIfAbsent("PATH", bin.toString());
    all.putIfAbsent("SOJOURN_JDKS", folder.resolve("jdk-21").toString());
    return all;
  }

  static Said read(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), out, err);
  }

  private static void script(Path file, String... lines) throws IOException {
    write(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
