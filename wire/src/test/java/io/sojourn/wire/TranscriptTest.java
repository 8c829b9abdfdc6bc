package io.sojourn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A released transition stays as it is: logs of earlier programs, replayed by this one, give what
 * they gave then. A failure here means that nodes of two versions would diverge; give the change a
 * new version of the behaviour instead (docs/decisions/0013-behaviour-versions.md).
 *
 * <p>A transcript of a new behaviour is made, once, by {@code java -cp
 * core/target/classes:core/target/test-classes:wire/target/classes:wire/target/test-classes
 * io.sojourn.wire.Transcripts wire/src/test/resources/transcripts/NAME.txt SEED}.
 */
class TranscriptTest {

  private static final String FIRST = "behaviour-1-a";
  private static final String SECOND = "behaviour-1-b";
  private static final String THIRD = "behaviour-1-c";

  /** With services. */
  private static final String FOURTH = "behaviour-1-d";

  /** With the end of sessions by those who hold them. */
  private static final String FIFTH = "behaviour-1-e";

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND, THIRD, FOURTH, FIFTH})
  void anEarlierLogGivesWhatItGaveThen(String name) throws IOException {
    List<String> released = transcript(name);
    assertThat(released).isNotEmpty();
    List<String> played = Transcripts.play(released.stream().filter(Transcripts::isEntry).toList());
    for (int i = 0; i < released.size(); i++) {
      assertThat(played.get(i)).as("line %d of %s", i + 2, name).isEqualTo(released.get(i));
    }
    assertThat(played).hasSameSizeAs(released);
  }

  @Test
  void theTranscriptsHoldEveryCommand() throws IOException {
    Set<Class<?>> commands = new HashSet<>();
    for (String name : List.of(FIRST, SECOND, THIRD, FOURTH, FIFTH)) {
      for (String line : transcript(name)) {
        if (Transcripts.isEntry(line)) {
          Transcripts.entry(line).commands().forEach(it -> commands.add(it.getClass()));
        }
      }
    }
    assertThat(commands)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.<Class<?>>asList(Command.class.getPermittedSubclasses()));
  }

  /** The lines of a transcript without its title. */
  private static List<String> transcript(String name) throws IOException {
    try (InputStream in =
        TranscriptTest.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
      if (in == null) {
        return List.of();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }
}
