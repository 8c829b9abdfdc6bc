package io.sojourn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The top of the command line: its own help, and the way from arguments to a status. */
@Command(name = "sojourn")
final class SojournCommand implements Callable<Integer> {

  /** In the order of the help. */
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("serve", ServeCommand.class),
          Map.entry("share", ShareCommand.class),
          Map.entry("join", JoinCommand.class),
          Map.entry("sessions", SessionsCommand.class),
          Map.entry("kv", KeyValueCommand.class),
          Map.entry("cluster", ClusterCommand.class),
          Map.entry("nfs", NfsCommand.class),
          Map.entry("completion", CompletionCommand.class),
          Map.entry("version", VersionCommand.class));

  /** What this one prints is about all of them. */
  private static final String COMPLETION = "completion";

  @Option(names = {"-h", "--help"})
  boolean help;

  @Option(names = {"-V", "--version"})
  boolean version;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    if (version) {
      commandLine.getOut().println(VersionCommand.text());
      return ExitStatus.DONE;
    }
    (help ? commandLine.getOut() : commandLine.getErr()).print(helpText());
    return help ? ExitStatus.DONE : ExitStatus.USAGE;
  }

  /** Runs a command line with the process's own streams. */
  static int run(String... args) {
    StandardOutput standard = new StandardOutput();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(new PrintWriter(standard, true, StandardCharsets.UTF_8), err, args);
    CommandFailure unwritten = standard.failure();
    if (unwritten == null || status != ExitStatus.DONE) {
      return status;
    }
    return tell(err, unwritten);
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    String[] asked = helpAsOption(args);
    CommandLine commandLine = commandLine(asked.length == 0 ? "" : asked[0]);
    commandLine.setOut(out).setErr(err);
    int status;
    try {
      takeConfig(commandLine, Arrays.asList(args));
      status = commandLine.execute(asked);
    } catch (CommandFailure mistake) {
      status = tell(err, mistake);
    }
    out.flush();
    err.flush();
    return status;
  }

  private static int tell(PrintWriter err, CommandFailure failure) {
    String line = failure.getMessage();
    if (line != null && !line.isEmpty()) {
      err.println("sojourn: " + line);
    }
    return failure.status();
  }

  /** The whole command line. */
  static CommandLine commandLine() {
    return commandLine("");
  }

  /**
   * The command line for arguments that begin so: with no other command than that one, if it is
   * one. What all of them take is read by reflection, which was a third of the time of a start.
   */
  private static CommandLine commandLine(String first) {
    CommandLine commandLine = new CommandLine(new SojournCommand());
    boolean one =
        !first.equals(COMPLETION)
            && COMMANDS.stream().anyMatch(command -> command.getKey().equals(first));
    for (Map.Entry<String, Class<?>> command : COMMANDS) {
      if (!one || command.getKey().equals(first)) {
        commandLine.addSubcommand(command.getKey(), command.getValue());
      }
    }
    commandLine.setUsageHelpWidth(110);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(SojournCommand::explainUsage);
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          if (failure instanceof CommandFailure known) {
            return tell(failed.getErr(), known);
          }
          failed.getErr().println("sojourn: " + reason(failure));
          return ExitStatus.FAILED;
        });
    // What follows the command to share belongs to that command, options included.
    ifThere(commandLine, "share", share -> share.setStopAtPositional(true));
    ifThere(commandLine, "kv", SojournCommand::letValuesBeginWithHyphens);
    ifThere(commandLine, "kv", "put get incr cas delete list watch hold lock holder");
    ifThere(commandLine, "sessions", "list get create activate suspend resume end");
    ifThere(commandLine, "cluster", "status add remove transfer-leader upgrade");
    ifThere(commandLine, "nfs", "clients sessions end");
    return commandLine;
  }

  /** As -7 does. */
  private static void letValuesBeginWithHyphens(CommandLine keys) {
    for (String verb : List.of("put", "incr", "cas", "hold")) {
      named(keys, verb).setUnmatchedOptionsArePositionalParams(true);
    }
  }

  private static void ifThere(CommandLine commandLine, String name, String verbs) {
    ifThere(commandLine, name, command -> inOrder(command, verbs));
  }

  private static void ifThere(CommandLine commandLine, String name, Consumer<CommandLine> then) {
    CommandLine command = commandLine.getSubcommands().get(name);
    if (command != null) {
      then.accept(command);
    }
  }

  private static CommandLine named(CommandLine commandLine, String name) {
    return Objects.requireNonNull(commandLine.getSubcommands().get(name));
  }

  /** Has the help show these verbs first and in this order, as one comes to need them. */
  private static void inOrder(CommandLine command, String verbs) {
    List<String> names = new ArrayList<>(List.of(verbs.split(" ")));
    command.getSubcommands().keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    for (String name : names) {
      command.getCommandSpec().addSubcommand(name, command.getCommandSpec().removeSubcommand(name));
    }
  }

  /** Lets {@code serve} take what it is not given from the file that it names. */
  private static void takeConfig(CommandLine commandLine, List<String> args) {
    if (!args.isEmpty() && args.get(0).equals("serve") && !args.contains("--help")) {
      CommandLine serve = named(commandLine, "serve");
      ConfigFile.named(args)
          .map(file -> ConfigFile.read(file, serve.getCommandSpec()))
          .ifPresent(serve::setDefaultValueProvider);
    }
  }

  /** The one line for a failure, which is a class name only where there is no message. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  static String helpText() {
    try (InputStream text =
        Objects.requireNonNull(SojournCommand.class.getResourceAsStream("help.txt"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** {@code help share} means {@code share --help}. */
  private static String[] helpAsOption(String[] args) {
    if (args.length == 0 || !"help".equals(args[0])) {
      return args;
    }
    if (args.length == 2 && "help".equals(args[1])) {
      return new String[] {"--help"};
    }
    String[] asked = Arrays.copyOf(Arrays.copyOfRange(args, 1, args.length), args.length);
    asked[args.length - 1] = "--help";
    return asked;
  }

  private static int explainUsage(CommandLine.ParameterException mistake, String[] args) {
    CommandLine where = mistake.getCommandLine();
    String name = where.getCommandSpec().qualifiedName();
    String line = OneLine.of(UsageMistake.line(mistake));
    where.getErr().println("sojourn: " + line + "; see: " + name + " --help");
    return ExitStatus.USAGE;
  }
}
