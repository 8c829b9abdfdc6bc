package io.sojourn.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sojourn version}. */
@Command(
    name = "version",
    description = "Prints the version of Sojourn and of the Java it runs on.",
    footer = {"", "Example:", "  sojourn version"})
final class VersionCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Objects.requireNonNull(spec).commandLine().getOut().println(text());
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
