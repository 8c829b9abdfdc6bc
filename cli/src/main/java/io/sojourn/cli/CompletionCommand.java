package io.sojourn.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sojourn completion}. */
@Command(
    name = "completion",
    description = {
      "Prints what has bash or zsh complete commands and options of sojourn at the Tab key.",
      "For good, put the first line of the examples into ~/.bashrc or ~/.zshrc."
    },
    footer = {
      "",
      "Examples:",
      "  source <(sojourn completion)",
      "  sojourn completion > /etc/bash_completion.d/sojourn"
    })
final class CompletionCommand extends Verb {

  @Override
  public Integer call() {
    CommandSpec top = commandLine().getCommandSpec().root();
    out().println(AutoComplete.bash(top.name(), top.commandLine()));
    return ExitStatus.DONE;
  }
}
