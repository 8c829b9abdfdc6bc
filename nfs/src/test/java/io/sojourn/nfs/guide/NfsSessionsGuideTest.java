package io.sojourn.nfs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.NfsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page shows the code that is run here, and what it prints. */
class NfsSessionsGuideTest {

  private static final Path GUIDE = Path.of("../docs/nfs-sessions.md");
  private static final Path SOURCES = Path.of("src/test/java/io/sojourn/nfs/guide");

  @Test
  void thePageShowsTheSourcesWordForWord() throws IOException {
    assertThat(blocks("java")).containsExactly(source("FileServer"), source("CountingProgram"));
  }

  @Test
  void theProgramPrintsWhatThePageSays() throws IOException, NfsException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      CountingProgram.run(out);
    }
    assertThat(blocks("text")).containsExactly(printed.toString(StandardCharsets.UTF_8));
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

  private static String source(String type) throws IOException {
    return Files.readString(SOURCES.resolve(type + ".java"))
        .replace("package io.sojourn.nfs.guide;\n\n", "");
  }
}
