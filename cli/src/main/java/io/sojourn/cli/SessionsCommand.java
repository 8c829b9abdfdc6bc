package io.sojourn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code sojourn sessions} and its short verbs on one session; the others have their own files. */
@Command(
    name = "sessions",
    description = "Lists, creates and changes the sessions of a server.",
    subcommands = {SessionsList.class, SessionsCreate.class, SessionsDeadLetters.class},
    footer = {
      "",
      "Exit status: 0 done, 2 wrong usage or no key, 3 no server at the address, 4 the server"
          + " refused.",
      "",
      "Examples:",
      "  sojourn sessions list --state Active",
      "  sojourn sessions create --user ada --attribute theme=dark",
      "  sojourn sessions suspend 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b",
      "  SOJOURN_KEY=sk_... sojourn sessions list --server https://sojourn.example.org"
    })
final class SessionsCommand extends VerbGroup {
  @Command(
      name = "get",
      description = "Prints one session.",
      footer = {
        "",
        "Example:",
        "  sojourn sessions get 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b --output json"
      })
  int get(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    return access.print(out(), client -> client.get(id));
  }

  @Command(
      name = "activate",
      description = "Makes a pending session active.",
      footer = {"", "Example:", "  sojourn sessions activate 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b"})
  int activate(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    return access.print(out(), client -> client.change(id, "activate"));
  }

  @Command(
      name = "suspend",
      description = "Suspends an active session until it is resumed.",
      footer = {"", "Example:", "  sojourn sessions suspend 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b"})
  int suspend(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    return access.print(out(), client -> client.change(id, "suspend"));
  }

  @Command(
      name = "resume",
      description = "Resumes a suspended session.",
      footer = {"", "Example:", "  sojourn sessions resume 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b"})
  int resume(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    return access.print(out(), client -> client.change(id, "resume"));
  }

  @Command(
      name = "end",
      description = "Ends a session for good: its token is worth nothing from then on.",
      footer = {"", "Example:", "  sojourn sessions end 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b"})
  int end(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    return access.print(
        out(),
        client -> {
          ObjectNode ended = client.end(id);
          return ended.isEmpty() ? client.get(id) : ended;
        });
  }

  private static final String ID = "The session's id.";
}
