package io.sojourn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sojourn join}. */
@Command(
    name = "join",
    description = {
      "Joins a shared terminal by its code: shows it here and types into it.",
      "Press " + DetachKey.NAME + " to leave; the shared terminal goes on."
    },
    footer = {
      "",
      "Exit status: 0 left or the share ended, 3 no server at the address, 4 the code is not valid,"
          + " 2 wrong usage.",
      "",
      "Examples:",
      "  sojourn join ABC234",
      "  sojourn join ABC234 --server https://sojourn.example.org"
    })
final class JoinCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(
      paramLabel = "CODE",
      description = "The code that share printed; upper or lower case.")
  String code = "";

  @Override
  public Integer call() {
    return new Join(server.address(System.getenv()), code.strip()).run();
  }
}
