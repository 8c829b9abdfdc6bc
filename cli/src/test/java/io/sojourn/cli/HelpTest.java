package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  private record Said(int status, String out, String err) {}

  static Stream<List<String>> everyCommand() {
    List<List<String>> found = new ArrayList<>();
    collect(SojournCommand.commandLine(), List.of(), found);
    return found.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
    command
        .getSubcommands()
        .forEach(
            (name, inner) -> {
              List<String> deeper = Stream.concat(path.stream(), Stream.of(name)).toList();
              found.add(deeper);
              collect(inner, deeper, found);
            });
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void helpOfEveryCommandShowsAnExampleThatNamesIt(List<String> command) {
    List<String> args = Stream.concat(command.stream(), Stream.of("--help")).toList();
    Said said = run(args.toArray(String[]::new));
    assertThat(said.status).isEqualTo(ExitStatus.DONE);
    assertThat(said.err).isEmpty();
    assertThat(said.out)
        .contains("Example")
        .contains("\n  sojourn " + String.join(" ", command))
        .contains("Usage: sojourn " + String.join(" ", command));
  }

  @Test
  void theFirstHelpNamesEveryCommand() {
    Said said = run("--help");
    assertThat(said.status).isEqualTo(ExitStatus.DONE);
    for (String name : SojournCommand.commandLine().getSubcommands().keySet()) {
      assertThat(said.out).contains("\n  " + name + " ");
    }
    assertThat(run("help").out).isEqualTo(said.out);
  }

  @Test
  void helpBeforeACommandMeansThatCommandsHelp() {
    assertThat(run("help", "join")).isEqualTo(run("join", "--help"));
  }

  @Test
  void aMistakeIsOneLineThatSaysWhereToLook() {
    Said said = run("sessions", "get");
    assertThat(said.status).isEqualTo(ExitStatus.USAGE);
    assertThat(said.out).isEmpty();
    assertThat(said.err)
        .hasLineCount(1)
        .startsWith("sojourn: ")
        .contains("ID")
        .contains("sojourn sessions get --help");
  }

  @Test
  void aCommandThatIsNoneIsSaidToBeNone() {
    assertThat(run("srve").err)
        .isEqualTo("sojourn: there is no command srve; see: sojourn --help\n");
    assertThat(run("sessions", "lst", "--all").err)
        .isEqualTo("sojourn: there is no command lst; see: sojourn sessions --help\n");
    assertThat(run("version", "x").err).contains("Unmatched argument").doesNotContain("no command");
  }

  @Test
  void anAddressThatIsNoneIsSaidToBeNone() {
    Said said = run("join", "ABC234", "--server", "ftp://example.org");
    assertThat(said.status).isEqualTo(ExitStatus.USAGE);
    assertThat(said.err).hasLineCount(1).contains("ftp://example.org");
  }

  private static Said run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = SojournCommand.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Said(status, out.toString(), err.toString());
  }
}
