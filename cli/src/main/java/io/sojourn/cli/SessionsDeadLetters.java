package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sojourn sessions dead-letters}. */
@Command(
    name = "dead-letters",
    description = "Prints the pushes of a session that are not sent any more, and why.",
    footer = {
      "",
      "Payloads are in base64.",
      "",
      "Examples:",
      "  sojourn sessions dead-letters 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b",
      "  sojourn sessions dead-letters 5f0c2a9be1d34c6f8a7b9c0d1e2f3a4b --clear"
    })
final class SessionsDeadLetters extends Verb {
  @Mixin ServerAccess access = new ServerAccess();

  @Parameters(paramLabel = "ID", description = "The session's id.")
  String id = "";

  @Option(
      names = "--clear",
      description = "Throws them away instead, and prints how many there were.")
  boolean clear;

  @Override
  public Integer call() {
    if (clear) {
      return access.print(out(), client -> client.clearDeadLetters(id));
    }
    if (access.output == SessionsOutput.json) {
      return access.print(out(), client -> client.deadLetters(id));
    }
    print(out(), access.ask(client -> client.deadLetters(id)));
    return ExitStatus.DONE;
  }

  private static void print(PrintWriter out, ObjectNode letters) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NUMBER", "DIED", "REASON", "PAYLOAD"));
    for (JsonNode letter : letters.path("letters")) {
      rows.add(
          List.of(
              letter.path("number").asString(),
              OneLine.of(letter.path("at").asString()),
              OneLine.of(letter.path("reason").asString()),
              OneLine.of(letter.path("payload").asString())));
    }
    SessionsOutput.printRows(out, rows);
    long forgotten = letters.path("forgotten").asLong();
    if (forgotten > 0) {
      out.println(forgotten + " older ones fell out");
    }
  }
}
