package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
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
final class SessionsDeadLetters implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();
  @Mixin SessionsCommand.Access access = new SessionsCommand.Access();

  @Parameters(paramLabel = "ID", description = "The session's id.")
  String id = "";

  @Option(
      names = "--clear",
      description = "Throws them away instead, and prints how many there were.")
  boolean clear;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (SessionsClient client = access.client()) {
      if (clear) {
        access.output.printOne(out, client.clearDeadLetters(id));
      } else if (access.output == SessionsOutput.json) {
        access.output.printOne(out, client.deadLetters(id));
      } else {
        print(out, client.deadLetters(id));
      }
    }
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
