package io.sojourn.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of {@code serve} in a file, a line each such as {@code port=3001}. A file that cannot
 * be read, and a name that is no option, are mistakes: a server must not start otherwise than its
 * operator wrote.
 */
final class ConfigFile implements IDefaultValueProvider {
  static final String OPTION = "--config";

  private static final String DASHES = "--";
  private static final Set<String> NOT_HERE = Set.of("help", "config");

  private final Map<String, String> values;

  private ConfigFile(Map<String, String> values) {
    this.values = values;
  }

  /** The path that a command line names, written as two words or as one. */
  static Optional<Path> named(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).startsWith(OPTION + "=")) {
        return Optional.of(Path.of(args.get(i).substring(OPTION.length() + 1)));
      }
      if (args.get(i).equals(OPTION) && i + 1 < args.size()) {
        return Optional.of(Path.of(args.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  /** Reads a file for a command. */
  static ConfigFile read(Path file, CommandSpec command) {
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(in);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new CommandFailure(
          ExitStatus.USAGE, "cannot read the options in " + file + ": " + why(unreadable));
    }
    Set<String> known = new TreeSet<>();
    for (OptionSpec option : command.options()) {
      known.add(option.longestName().substring(DASHES.length()));
    }
    known.removeAll(NOT_HERE);
    Map<String, String> values = new TreeMap<>();
    for (String name : read.stringPropertyNames()) {
      if (!known.contains(name)) {
        throw new CommandFailure(
            ExitStatus.USAGE,
            "there is no option "
                + OneLine.of(name)
                + " for a line of "
                + file
                + "; known are "
                + String.join(", ", known));
      }
      values.put(name, read.getProperty(name).strip());
    }
    return new ConfigFile(values);
  }

  private static String why(Exception unreadable) {
    return unreadable instanceof NoSuchFileException
        ? "there is no such file"
        : SojournCommand.reason(unreadable);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? values.get(option.longestName().substring(DASHES.length()))
        : null;
  }
}
