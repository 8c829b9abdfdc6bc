package io.sojourn.cli;

/** A command that does nothing by itself, and says which verbs it has. */
abstract class VerbGroup extends Verb {
  @Override
  public Integer call() {
    commandLine().usage(err());
    return ExitStatus.USAGE;
  }
}
