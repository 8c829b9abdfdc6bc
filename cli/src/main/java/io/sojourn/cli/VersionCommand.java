package io.sojourn.cli;

import picocli.CommandLine.Command;

/** {@code sojourn version}. */
@Command(
    name = "version",
    description = "Prints the version of Sojourn and of the Java it runs on.",
    footer = {"", "Example:", "  sojourn version"})
final class VersionCommand extends Verb {
  @Override
  public Integer call() {
    out().println(text());
    return ExitStatus.DONE;
  }

  static String text() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return "sojourn "
        + (version == null ? "(not packaged)" : version)
        + " on Java "
        + Runtime.version().feature();
  }
}
