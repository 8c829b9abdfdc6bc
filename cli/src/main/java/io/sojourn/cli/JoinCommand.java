package io.sojourn.cli;

import java.util.List;
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
final class JoinCommand extends Verb {
  /** Between a server's address and the code, in the link that share prints. */
  private static final String LINK = "/join#";

  /** With room for spaces and dashes, which do not count. */
  private static final int CODE_CHARS_MAX = 64;

  @Mixin ServerOption server = new ServerOption();

  @Parameters(
      paramLabel = "CODE",
      description = "The code that share printed, upper or lower case; or the link with it.")
  String code = "";

  @Override
  public Integer call() {
    String typed = code.strip();
    int link = typed.indexOf(LINK);
    if (link >= 0) {
      // The link says which server, too; who names another knows better, being behind a proxy.
      server.urls = server.urls == null ? List.of(typed.substring(0, link)) : server.urls;
      typed = typed.substring(link + LINK.length());
    }
    if (typed.isBlank() || typed.length() > CODE_CHARS_MAX) {
      throw new CommandFailure(
          ExitStatus.USAGE, "a code has 6 to 12 letters and digits; share prints it");
    }
    return new Join(server.address(System.getenv()), typed).run();
  }
}
