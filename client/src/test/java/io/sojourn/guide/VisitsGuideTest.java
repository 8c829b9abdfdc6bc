package io.sojourn.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.client.Node;
import io.sojourn.engine.MemoryLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide shows the code that is run here, and what it prints. */
class VisitsGuideTest {

  private static final Path GUIDE = Path.of("../docs/guides/java-client.md");
  private static final Path SOURCES = Path.of("src/test/java/io/sojourn/guide");

  @TempDir private Path folder;
  @TempDir private Path asTheCrashLeftIt;

  @Test
  void theGuideShowsTheSourceWordForWord() throws IOException {
    String source = Files.readString(SOURCES.resolve("Visits.java"));
    assertThat(blocks("java")).contains(source.replace("package io.sojourn.guide;\n\n", ""));
  }

  @Test
  void theProgramPrintsWhatTheGuideSays() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (Node node = new Node(new MemoryLog(), 0);
        PrintStream out = new Printed(printed)) {
      Visits visits = new Visits(node.address(), Node.KEY, folder, out);
      visits.start();
      visits.look();
      await().until(() -> text(printed).contains("push 2"));
      visits.count();
      Visits afterTheCrash = new Visits(node.address(), Node.KEY, asTheCrashLeftIt, out);
      afterTheCrash.start();
      afterTheCrash.count();
      afterTheCrash.close();
    }
    assertThat(blocks("text")).containsExactly(text(printed));
    assertThat(asTheCrashLeftIt.resolve("session")).doesNotExist();
  }

  /**
   * Has the program crash when it has printed the third count: what the disk then holds is kept.
   */
  private final class Printed extends PrintStream {
    private Printed(ByteArrayOutputStream to) {
      super(to, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      super.println(line);
      if (line.equals("3")) {
        for (String file : List.of("session", "note")) {
          try {
            Files.copy(folder.resolve(file), asTheCrashLeftIt.resolve(file));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
  }

  private static String text(ByteArrayOutputStream printed) {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block =
        Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(Files.readString(GUIDE));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }
}
