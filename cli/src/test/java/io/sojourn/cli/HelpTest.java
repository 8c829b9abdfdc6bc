package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        .isEqualTo(
            "sojourn: there is no command srve (did you mean serve?); see: sojourn --help\n");
    assertThat(run("sessions", "frobnicate", "--all").err)
        .isEqualTo("sojourn: there is no command frobnicate; see: sojourn sessions --help\n");
    assertThat(run("version", "x").err).contains("no place for 'x'").doesNotContain("no command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          serve --prot 3001                  | there is no option --prot (did you mean --port?)
          serve --frobnicate=1               | there is no option --frobnicate
          sessions list --limit 1e3          | '--limit': '1e3' is not a whole number
          sessions list --limit 99999999999  | '--limit': '99999999999' is too large a number
          sessions list --state foo          | 'foo' is none of Pending, Active, Suspended
          sessions create --user a --attribute b  | option '--attribute' (NAME=JSON) should be in that form
          kv cas k v                         | one of these is needed: --if-value=OLD
          kv cas k v --if-absent --if-value x | only one of --if-value=OLD, --if-absent can be given
          join ''                            | a code has 6 to 12 letters and digits
          serve --host ''                    | --host is empty
          serve --data ''                    | --data is empty
          serve --config /nowhere/conf       | cannot read the options in /nowhere/conf: there is no such file
          sessions get '' --key sk_x         | an empty text is no id or name
          sessions list --key sk_x --server x:65536 | not a server address: x:65536
          serve --node n1 --peers n1=192.0.2.1:1 | --cluster-plaintext
          serve --leader-lease               | a node of a cluster needs a name: --node NAME
          """)
  void aMistakeIsSaidInWordsOfPeople(String typed, String line) {
    Said said =
        run(
            Stream.of(typed.split(" +"))
                .map(word -> word.replace("''", ""))
                .toArray(String[]::new));
    assertThat(said.status).as(said.err).isEqualTo(ExitStatus.USAGE);
    assertThat(said.out).isEmpty();
    assertThat(said.err).hasLineCount(1).startsWith("sojourn: ").contains(line);
  }

  @Test
  void aStateMayBeTypedInSmallLetters() {
    assertThat(
            run(
                "sessions",
                "list",
                "--state",
                "active",
                "--key",
                "sk_x",
                "--server",
                "127.0.0.1:1"))
        .extracting(Said::status)
        .isEqualTo(ExitStatus.UNREACHABLE);
  }

  @Test
  void verbsAreShownInTheOrderInWhichOneComesToNeedThem() {
    assertThat(run("kv", "--help").out)
        .containsSubsequence("\n  put ", "\n  get ", "\n  incr ", "\n  lock ", "\n  holder ");
    assertThat(run("sessions", "--help").out)
        .containsSubsequence("\n  list ", "\n  create ", "\n  end ", "\n  dead-letters ");
  }

  @Test
  void aShellCanCompleteWhatIsTyped() {
    Said said = run("completion");
    assertThat(said.status).isEqualTo(ExitStatus.DONE);
    assertThat(said.out).contains("complete", "transfer-leader", "--if-absent");
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
