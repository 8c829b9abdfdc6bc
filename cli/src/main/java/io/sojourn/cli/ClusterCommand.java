package io.sojourn.cli;

import io.sojourn.cluster.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sojourn cluster} and its verbs. */
@Command(
    name = "cluster",
    description =
        "Shows the nodes of a cluster, adds and removes them, moves the leadership, and upgrades.",
    footer = {
      "",
      "Exit status: 0 done, 2 wrong usage or no key, 3 no server at the address, 4 the cluster"
          + " refused.",
      "",
      "Examples:",
      "  sojourn cluster status",
      "  sojourn serve --node n4 --join 127.0.0.1:7004 --data n4 --port 3004   (in another shell)",
      "  sojourn cluster add n4=127.0.0.1:7004",
      "  sojourn cluster remove n1"
    })
final class ClusterCommand extends VerbGroup {
  @Command(
      name = "status",
      description = "Prints the nodes: who leads, and how far each has come.",
      footer = {"", "Example:", "  sojourn cluster status --server 127.0.0.1:3001"})
  int status(@Mixin HelpOption asked, @Mixin ServerAccess access) {
    return print(access, SessionsClient::cluster);
  }

  @Command(
      name = "add",
      description = "Adds a node that waits to be added (serve --node NAME --join HOST:PORT).",
      footer = {"", "Example:", "  sojourn cluster add n4=127.0.0.1:7004"})
  int add(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(
              paramLabel = "NAME=HOST:PORT",
              description = "The node, and where its log listens.")
          String node) {
    NodeAddress address;
    try {
      address = NodeAddress.parse(node);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(ExitStatus.USAGE, SojournCommand.reason(wrong));
    }
    ObjectNode wish = Json.object();
    wish.put("node", address.id());
    wish.put("address", address.hostAndPort());
    return print(access, client -> client.addNode(wish));
  }

  @Command(
      name = "remove",
      description = "Removes a node: it stops taking part, and its folder can be thrown away.",
      footer = {"", "Example:", "  sojourn cluster remove n1"})
  int remove(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "NAME", description = "The node.") String node) {
    return print(access, client -> client.removeNode(node));
  }

  @Command(
      name = "transfer-leader",
      description = "Lets another node lead: before this one's machine goes down, for one.",
      footer = {"", "Example:", "  sojourn cluster transfer-leader n2"})
  int transfer(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Parameters(paramLabel = "NAME", description = "The node that is to lead.") String node) {
    ObjectNode wish = Json.object();
    wish.put("node", node);
    return print(access, client -> client.transferLeader(wish));
  }

  @Command(
      name = "upgrade",
      description = {
        "Has all nodes behave as the leader's program knows it newest, and prints which version"
            + " that is.",
        "To be done once every node runs the new program: one that lacks the behaviour would stop,"
            + " so nothing is done while there is one, or one that does not answer."
      },
      footer = {"", "Example:", "  sojourn cluster upgrade"})
  int upgrade(
      @Mixin HelpOption asked,
      @Mixin ServerAccess access,
      @Option(names = "--force", description = "Upgrade though there are nodes that will stop.")
          boolean force) {
    return access.print(out(), client -> client.upgrade(force));
  }

  private int print(ServerAccess access, Function<SessionsClient, ObjectNode> request) {
    if (access.output == SessionsOutput.json) {
      return access.print(out(), request);
    }
    ObjectNode status = access.ask(request);
    SessionsOutput.printRows(out(), rows(status));
    JsonNode machine = status.path("machine");
    if (machine.isObject()) {
      out()
          .println(
              "Machine: "
                  + machine.path("name").asString()
                  + ", version "
                  + machine.path("version").asString()
                  + "; behaviour "
                  + status.path("behaviour").asString());
    }
    return ExitStatus.DONE;
  }

  private static List<List<String>> rows(ObjectNode status) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "LOG", "ROLE", "MATCH", "SILENT", "BEHAVIOUR"));
    for (JsonNode member : status.path("members")) {
      rows.add(
          List.of(
              member.path("node").asString(),
              member.path("address").asString(),
              member.path("role").asString(),
              member.path("match_index").asString("-"),
              member.has("silent_millis") ? member.path("silent_millis").asString() + " ms" : "-",
              member.path("behaviour").asString("-")));
    }
    return rows;
  }
}
