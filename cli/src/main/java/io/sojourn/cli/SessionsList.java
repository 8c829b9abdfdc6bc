package io.sojourn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
final class SessionsList implements Callable<Integer> {
  private static final int PAGE = 500;

  enum State {
    Pending,
    Active,
    Suspended,
    Expired,
    Invalidated
  }

  @Mixin HelpOption help = new HelpOption();
  @Mixin SessionsCommand.Access access = new SessionsCommand.Access();

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

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandFailure(ExitStatus.USAGE, "--limit must be at least 1");
    }
    List<ObjectNode> sessions = new ArrayList<>();
    boolean more;
    try (SessionsClient client = access.client()) {
      more = fetch(client, sessions);
    }
    var commandLine = Objects.requireNonNull(spec).commandLine();
    access.output.printAll(commandLine.getOut(), sessions);
    if (more) {
      commandLine.getErr().println("There are more; see --limit and --all.");
    }
    return ExitStatus.DONE;
  }

  /** Fetches page after page; true when there are more than were asked for. */
  private boolean fetch(SessionsClient client, List<ObjectNode> sessions) {
    int wanted = all ? Integer.MAX_VALUE : limit;
    String cursor = "";
    do {
      ObjectNode page = client.list(query(Math.min(PAGE, wanted - sessions.size()), cursor));
      for (JsonNode session : page.path("sessions")) {
        if (session instanceof ObjectNode object) {
          sessions.add(object);
        }
      }
      cursor = Json.text(page, "next_cursor");
    } while (!cursor.isEmpty() && sessions.size() < wanted);
    return !cursor.isEmpty();
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
