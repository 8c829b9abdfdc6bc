package io.sojourn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sojourn sessions list}. */
@Command(
    name = "list",
    description = "Lists sessions, newest first.",
    footer = {
      "",
      "Examples:",
      "  sojourn sessions list",
      "  sojourn sessions list --user ada --state Active --output json",
      "  sojourn sessions list --all"
    })
final class SessionsList extends Verb {
  private static final int PAGE = 500;

  enum State {
    Pending,
    Active,
    Suspended,
    Expired,
    Invalidated
  }

  @Mixin ServerAccess access = new ServerAccess();

  @Option(names = "--user", paramLabel = "ID", description = "Only those of this user.")
  @Nullable String user;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  @Nullable State state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most this many (default: ${DEFAULT-VALUE}).")
  int limit = 50;

  @Option(names = "--all", description = "All of them, however many there are.")
  boolean all;

  @Override
  public Integer call() {
    Listing sessions;
    try (SessionsClient client = access.client()) {
      sessions =
          Listing.fetch(
              "sessions",
              all ? Integer.MAX_VALUE : limit,
              PAGE,
              (count, cursor) -> client.list(query(count, cursor)));
    }
    access.output.printAll(out(), sessions.rows());
    if (sessions.hasMore()) {
      err().println("There are more; see --limit and --all.");
    }
    return ExitStatus.DONE;
  }

  private String query(int count, String cursor) {
    List<String> parts = new ArrayList<>();
    parts.add("limit=" + count);
    if (user != null) {
      parts.add("user_id=" + SessionsClient.encode(user));
    }
    if (state != null) {
      parts.add("state=" + state);
    }
    if (!cursor.isEmpty()) {
      parts.add("cursor=" + SessionsClient.encode(cursor));
    }
    return String.join("&", parts);
  }
}
