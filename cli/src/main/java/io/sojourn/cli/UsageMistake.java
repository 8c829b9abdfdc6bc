package io.sojourn.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was wrong with a command line, in one line for whoever typed it. */
final class UsageMistake {
  private static final Pattern NO_NUMBER = Pattern.compile("'([^']*)' is not an? (?:int|long)");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern ONE_OF =
      Pattern.compile("expected one of \\[(.*)\\] \\(case-\\w+\\) but was '(.*)'", Pattern.DOTALL);
  private static final Pattern NEEDED =
      Pattern.compile("Error: Missing required argument \\(specify one of these\\): \\((.*)\\)");
  private static final Pattern EXCLUSIVE =
      Pattern.compile("Error: (.*) are mutually exclusive \\(specify only one\\)");

  private UsageMistake() {}

  /** The line, without the hint to the help. */
  static String line(CommandLine.ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched, mistake.getCommandLine());
    }
    String said = SojournCommand.reason(mistake);
    if (mistake instanceof MissingParameterException) {
      said = replace(said, NEEDED, it -> "one of these is needed: " + it.group(1));
    }
    said = replace(said, EXCLUSIVE, it -> "only one of " + it.group(1) + " can be given");
    said = replace(said, NO_NUMBER, it -> noNumber(it.group(1)));
    said = replace(said, ONE_OF, it -> "'" + it.group(2) + "' is none of " + it.group(1));
    return said.replace("option option ", "option ").replace("KEY=VALUE format", "that form");
  }

  private static String noNumber(String typed) {
    return "'"
        + typed
        + "' is "
        + (WHOLE.matcher(typed).matches() ? "too large a number" : "not a whole number");
  }

  private static String unmatched(UnmatchedArgumentException mistake, CommandLine where) {
    String typed = mistake.getUnmatched().get(0);
    if (mistake.isUnknownOption()) {
      int value = typed.indexOf('=');
      String name = value < 0 ? typed : typed.substring(0, value);
      Stream<String> names = where.getCommandSpec().options().stream().map(OptionSpec::longestName);
      return "there is no option " + name + meant(name, names.toList());
    }
    Collection<String> commands = where.getSubcommands().keySet();
    return commands.isEmpty()
        ? "there is no place for '" + typed + "'"
        : "there is no command " + typed + meant(typed, commands);
  }

  private static String meant(String typed, Collection<String> names) {
    return Typo.meant(typed, List.copyOf(names))
        .map(it -> " (did you mean " + it + "?)")
        .orElse("");
  }

  private static String replace(
      String said, Pattern what, java.util.function.Function<Matcher, String> by) {
    return Optional.of(what.matcher(said))
        .filter(Matcher::find)
        .map(it -> said.substring(0, it.start()) + by.apply(it) + said.substring(it.end()))
        .orElse(said);
  }
}
