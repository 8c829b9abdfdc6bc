package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.node.ObjectNode;

/** The server, the key and the form of the output: what every verb needs that asks over HTTP. */
final class ServerAccess {
  @Mixin ServerOption server = new ServerOption();
  @Mixin ApiKey key = new ApiKey();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "table",
      scope = ScopeType.LOCAL,
      description = "table or json (default: table).")
  SessionsOutput output = SessionsOutput.table;

  SessionsClient client() {
    return new SessionsClient(server.addresses(System.getenv()), key.find(System.getenv()));
  }

  /** Asks the server one thing. */
  ObjectNode ask(Function<SessionsClient, ObjectNode> request) {
    try (SessionsClient client = client()) {
      return request.apply(client);
    }
  }

  /** Asks the server one thing and prints its answer, member by member. */
  int print(PrintWriter out, Function<SessionsClient, ObjectNode> request) {
    output.printOne(out, ask(request));
    return ExitStatus.DONE;
  }
}
