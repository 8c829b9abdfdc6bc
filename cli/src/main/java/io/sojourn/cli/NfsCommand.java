package io.sojourn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code sojourn nfs} and its verbs. */
@Command(
    name = "nfs",
    description = "Shows the NFS clients and sessions of a server, and ends them.",
    footer = {
      "",
      "Exit status: 0 done, 2 wrong usage or no key, 3 no server at the address, 4 the server"
          + " refused.",
      "",
      "Examples:",
      "  sojourn nfs clients",
      "  sojourn nfs sessions",
      "  sojourn nfs sessions 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b",
      "  sojourn nfs end client 8d1f06c300000001"
    })
final class NfsCommand extends VerbGroup {
  private static final int PAGE = 200;

  /** What can be ended. */
  enum Kind {
    client,
    session,
    connection
  }

  @Command(
      name = "clients",
      description = "Lists the clients: who they are, what they have, how long their leases last.",
      footer = {"", "Examples:", "  sojourn nfs clients", "  sojourn nfs clients --output json"})
  int clients(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = LIMIT)
          int limit) {
    return list(access, "clients", limit);
  }

  @Command(
      name = "sessions",
      description = {
        "Lists the sessions: their slots, kept replies and connections. With an ID it prints that"
            + " session, with what was granted of both channels and each slot that was used."
      },
      footer = {
        "",
        "Examples:",
        "  sojourn nfs sessions",
        "  sojourn nfs sessions 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b --output json"
      })
  int sessions(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "The session's id.")
          @Nullable String id,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = LIMIT)
          int limit) {
    if (id == null) {
      return list(access, "sessions", limit);
    }
    return access.print(out(), client -> client.nfsSession(id));
  }

  @Command(
      name = "end",
      description = {
        "Ends a session, or a client with its sessions and all that it has open, or closes a"
            + " connection, whose id is shown with its session. The client may begin anew at once."
      },
      footer = {
        "",
        "Examples:",
        "  sojourn nfs end session 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b",
        "  sojourn nfs end client 8d1f06c300000001"
      })
  int end(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(
              index = "0",
              paramLabel = "(client|session|connection)",
              description = "What to end.")
          Kind kind,
      @Parameters(index = "1", paramLabel = "ID", description = "Its id.") String id) {
    try (SessionsClient client = access.client()) {
      client.endNfs(kind + "s", id);
    }
    ObjectNode ended = Json.object();
    ended.put(kind.name(), id);
    ended.put("ended", true);
    access.output.printOne(out(), ended);
    return ExitStatus.DONE;
  }

  private static final String LIMIT = "At most about this many (default: ${DEFAULT-VALUE}).";

  private int list(ServerAccess access, String what, int limit) {
    Listing listing;
    try (SessionsClient client = access.client()) {
      listing =
          Listing.fetch(what, limit, PAGE, (count, cursor) -> client.nfsPage(what, count, cursor));
    }
    if (access.output == SessionsOutput.json) {
      ObjectNode whole = Json.object();
      listing.rows().forEach(whole.putArray(what)::add);
      access.output.printOne(out(), whole);
    } else {
      SessionsOutput.printRows(out(), NfsRows.of(what, listing.rows()));
    }
    if (listing.hasMore()) {
      err().println("There are more; see --limit.");
    }
    return ExitStatus.DONE;
  }
}
