package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a document, pasted into one shell as a reader would, and what they print compared
 * with what the document says. An ellipsis in the document stands for anything.
 */
final class Tour {

  static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private static final Pattern BLOCK =
      Pattern.compile("```sh\\n(.*?)```\\n(?:```text\\n(.*?)```)?", Pattern.DOTALL);
  private static final Pattern PIECES = Pattern.compile("[…\\n]+");
  private static final String BEGINNING_OF_BLOCK = "----- next block";
  private static final long SECONDS_MAX = 300;

  private record Block(String commands, String expected) {}

  private final List<Block> blocks = new ArrayList<>();
  private final Path folder;

  /**
   * Reads a document from a line on.
   *
   * @param folder where the shell begins; {@code sojourn} is there
   */
  Tour(String document, String from, Path folder) throws IOException {
    this.folder = folder;
    String text = Files.readString(ROOT.resolve(document));
    for (Matcher block = BLOCK.matcher(text.substring(text.indexOf(from))); block.find(); ) {
      blocks.add(new Block(block.group(1), block.group(2) == null ? "" : block.group(2)));
    }
    Files.createSymbolicLink(folder.resolve("sojourn"), ROOT.resolve("sojourn"));
  }

  int size() {
    return blocks.size();
  }

  /**
   * Runs every block and compares.
   *
   * @param before lines of the shell that come first
   * @param ports those of the document and those to be used
   */
  void run(String before, Map<String, Integer> ports) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("set +m\n").append(before);
    for (Block block : blocks) {
      script.append("echo '" + BEGINNING_OF_BLOCK + "'\n").append(block.commands());
    }
    String text = script.toString();
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replaceAll("\\b" + port.getKey() + "\\b", port.getValue().toString());
    }
    String output = run(text);
    List<String> outputs =
        Pattern.compile(BEGINNING_OF_BLOCK + "\n").splitAsStream(output).toList();
    assertThat(outputs).as("all blocks ran: %s", output).hasSize(blocks.size() + 1);
    for (int i = 0; i < blocks.size(); i++) {
      assertShows(outputs.get(i + 1), blocks.get(i));
    }
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
