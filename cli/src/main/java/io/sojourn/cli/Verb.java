package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: what each has, which is {@code --help} and two streams to print to. */
abstract class Verb implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Spec @Nullable CommandSpec spec;

  final PrintWriter out() {
    return commandLine().getOut();
  }

  final PrintWriter err() {
    return commandLine().getErr();
  }

  final CommandLine commandLine() {
    return Objects.requireNonNull(spec, "not parsed").commandLine();
  }
}
