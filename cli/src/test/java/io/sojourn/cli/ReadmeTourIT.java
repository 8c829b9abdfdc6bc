package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pastes the blocks of the README's tour into one shell, as a reader would, and compares what they
 * print with what the README says. An ellipsis in the README stands for anything.
 */
class ReadmeTourIT {

  private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
  private static final Pattern BLOCK =
      Pattern.compile("```sh\\n(.*?)```\\n(?:```text\\n(.*?)```)?", Pattern.DOTALL);
  private static final Pattern PIECES = Pattern.compile("[…\\n]+");
  private static final String BEGINNING_OF_BLOCK = "----- next block";
  private static final long SECONDS_MAX = 180;

  private record Block(String commands, String expected) {}

  @TempDir Path folder;

  @Test
  void everyBlockDoesWhatTheReadmeSays() throws Exception {
    List<Block> blocks = tour();
    assertThat(blocks).hasSizeGreaterThan(5);
    int port = freePort();
    Files.createSymbolicLink(folder.resolve("sojourn"), ROOT.resolve("sojourn"));

    String output = run(script(blocks, port));

    List<String> outputs =
        Pattern.compile(BEGINNING_OF_BLOCK + "\n").splitAsStream(output).toList();
    assertThat(outputs).as("all blocks ran: %s", output).hasSize(blocks.size() + 1);
    for (int i = 0; i < blocks.size(); i++) {
      assertShows(outputs.get(i + 1), blocks.get(i));
    }
  }

  private static List<Block> tour() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String tour = readme.substring(readme.indexOf("## A five-minute tour"));
    List<Block> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(tour); block.find(); ) {
      blocks.add(new Block(block.group(1), block.group(2) == null ? "" : block.group(2)));
    }
    return blocks;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Starts the server first, as the README asks for, and stops whichever runs at the end. */
  private static String script(List<Block> blocks, int port) {
    StringBuilder script = new StringBuilder("set +m\n");
    script.append("export PORT=" + port + " SOJOURN_SERVER=http://127.0.0.1:" + port + "\n");
    script.append("trap 'kill $(cat sojourn-data/log/LOCK)' EXIT\n");
    script.append("./sojourn serve > first.log 2>&1 &\n");
    script.append("for i in $(seq 600); do curl -sf http://127.0.0.1:3000/health/ready");
    script.append(" > /dev/null && break; sleep 0.1; done\n");
    for (Block block : blocks) {
      script.append("echo '" + BEGINNING_OF_BLOCK + "'\n").append(block.commands());
    }
    return script.toString().replace("127.0.0.1:3000", "127.0.0.1:" + port);
  }

  private String run(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("tour.sh"), script);
    Path output = folder.resolve("output.txt");
    Process shell =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    boolean ended = shell.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("the tour ends within %d s: %s", SECONDS_MAX, text).isTrue();
    return text;
  }

  /** What stands between the ellipses comes in this order. */
  private static void assertShows(String output, Block block) {
    int from = 0;
    for (String piece : PIECES.splitAsStream(block.expected()).toList()) {
      int at = output.indexOf(piece, from);
      assertThat(at)
          .as("%n%s%nshould print%n%s%nand printed%n%s", block.commands(), piece, output)
          .isNotNegative();
      from = at + piece.length();
    }
  }
}
