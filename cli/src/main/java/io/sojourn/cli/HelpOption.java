package io.sojourn.cli;

import picocli.CommandLine.Option;

/** The {@code --help} that every command has. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean asked;
}
