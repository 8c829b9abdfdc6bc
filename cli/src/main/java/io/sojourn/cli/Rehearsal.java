package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * What the build runs once to make the start-up cache: each command, as far as it goes without a
 * person, so that the JVM records the classes that a real run loads.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /** Runs the rehearsal; a failure ends it with a non-zero status and there is no cache. */
  public static void main(String[] args) {
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    for (String command : List.of("share", "join", "sessions", "version")) {
      require(SojournCommand.run(nowhere, nowhere, command, "--help"), command);
    }
    require(SojournCommand.run(nowhere, nowhere, "version"), "version");
  }

  private static void require(int status, String what) {
    if (status != ExitStatus.DONE) {
      throw new IllegalStateException(what + " ended with status " + status);
    }
  }
}
