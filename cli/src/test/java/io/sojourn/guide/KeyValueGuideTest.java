package io.sojourn.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.ServerConfig;
import io.sojourn.server.SojournServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide shows commands and code that are run here, and what they print. */
class KeyValueGuideTest {

  private static final Path GUIDE = Path.of("../docs/guides/key-value.md");
  private static final Path SOURCE = Path.of("src/test/java/io/sojourn/guide/Stock.java");
  private static final Pattern COMMANDS =
      Pattern.compile("```sh\\n(.*?)```\\n(?:```text\\n(.*?)```)?", Pattern.DOTALL);
  private static final Pattern PROGRAM =
      Pattern.compile("```java\\n(.*?)```.*?```text\\n(.*?)```", Pattern.DOTALL);
  private static final String NEXT = "----- next";
  private static final long SECONDS_MAX = 600;

  @TempDir private Path folder;
  private SojournServer server;

  @BeforeEach
  void start() {
    Path data = folder.resolve("sojourn-data");
    server = SojournServer.start(ServerConfig.in(data).withAddress("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String address() {
    return "127.0.0.1:" + server.address().getPort();
  }

  @Test
  void everyCommandPrintsWhatTheGuideSays() throws Exception {
    StringBuilder script = new StringBuilder();
    List<String> expected = new ArrayList<>();
    String guide = Files.readString(GUIDE);
    String commands = guide.substring(0, guide.indexOf("## From Java"));
    for (Matcher block = COMMANDS.matcher(commands); block.find(); ) {
      if (!block.group(1).startsWith("sojourn serve")) {
        script.append(block.group(1)).append("echo '" + NEXT + "'\n");
        expected.add(block.group(2) == null ? "" : block.group(2));
      }
    }
    assertThat(expected).hasSizeGreaterThan(4);
    String printed = run(script.toString());
    String[] outputs = printed.split(NEXT + "\n", -1);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(outputs[i]).as(printed).isEqualTo(expected.get(i));
    }
  }

  /** The command as it is typed, of these very classes. */
  private void installCommand() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String line =
        "#!/bin/sh\nexec "
            + java
            + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"
            + " io.sojourn.cli.Main \"$@\"\n";
    Path command = Files.writeString(folder.resolve("sojourn"), line);
    assertThat(command.toFile().setExecutable(true)).isTrue();
  }

  private String run(String script) throws IOException, InterruptedException {
    installCommand();
    Path file = Files.writeString(folder.resolve("guide.sh"), script);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("SOJOURN_SERVER", address());
    builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    builder.environment().remove("SOJOURN_KEY");
    Process shell = builder.start();
    boolean ended = shell.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(ended).as("the commands end within %d s: %s", SECONDS_MAX, text).isTrue();
    return text;
  }

  @Test
  void theProgramIsTheOneThatRunsAndPrintsWhatTheGuideSays() throws Exception {
    Matcher program = PROGRAM.matcher(Files.readString(GUIDE));
    assertThat(program.find()).isTrue();
    assertThat(program.group(1))
        .isEqualTo(Files.readString(SOURCE).replace("package io.sojourn.guide;\n\n", ""));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      Stock.run(address(), Files.readString(server.adminKeyFile()).strip(), out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(program.group(2));
  }
}
