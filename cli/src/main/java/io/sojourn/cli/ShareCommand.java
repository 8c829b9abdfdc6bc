package io.sojourn.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sojourn share}. */
@Command(
    name = "share",
    description = {
      "Shares a terminal: prints a code and a link, then runs a command on it (your shell, if none"
          + " is named).",
      "Whoever joins with the code sees the terminal and, unless --readonly is given, types into"
          + " it.",
      "A lost connection, or a restart of the server, does not disturb the command; the share comes"
          + " back",
      "by itself with the same code."
    },
    footer = {
      "",
      "Exit status: that of the command; 3 no server at the address, 4 the server refused, 2 wrong"
          + " usage, 127 no such command.",
      "",
      "Examples:",
      "  sojourn share",
      "  sojourn share --name build --readonly -- make test",
      "  sojourn share --server https://sojourn.example.org -- bash"
    })
final class ShareCommand extends Verb {
  @Mixin ServerOption server = new ServerOption();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What those who join see; default: user@host.")
  @Nullable String name;

  @Option(names = "--readonly", description = "Those who join see the terminal but cannot type.")
  boolean readOnly;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments.")
  List<String> command = List.of();

  @Override
  public Integer call() {
    Map<String, String> environment = System.getenv();
    List<String> shared = command.isEmpty() ? List.of(shell(environment)) : command;
    return new Share(
            server.address(environment),
            name == null ? defaultName(environment) : name,
            readOnly,
            shared,
            environment)
        .run();
  }

  private static String shell(Map<String, String> environment) {
    String shell = environment.getOrDefault("SHELL", "");
    return shell.isEmpty() ? "/bin/sh" : shell;
  }

  private static String defaultName(Map<String, String> environment) {
    String user = environment.getOrDefault("USER", System.getProperty("user.name", "someone"));
    String host = environment.getOrDefault("HOSTNAME", "");
    if (host.isEmpty()) {
      try {
        host = java.net.InetAddress.getLocalHost().getHostName();
      } catch (java.net.UnknownHostException nameless) {
        return user;
      }
    }
    return user + "@" + host;
  }
}
