package io.sojourn.server;

import io.sojourn.cluster.Change;
import io.sojourn.cluster.Cluster;
import io.sojourn.cluster.ClusterStatus;
import io.sojourn.cluster.NodeAddress;
import io.sojourn.engine.Agreed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * {@code /v1/cluster}: who is in the cluster, who leads, and changes of both. Takes an API key.
 * What a follower is asked goes to the leader, who knows how far the others are.
 */
final class ClusterResource {

  private static final int NAME_LENGTH = 64;
  private static final int ADDRESS_LENGTH = 300;

  private final Optional<Ground> ground;

  /**
   * What a node of a cluster is asked.
   *
   * @param cluster that of this node
   * @param agreed what the nodes agreed on about their programs
   */
  record Ground(Cluster cluster, Supplier<Agreed> agreed) {}

  /**
   * Makes one.
   *
   * @param ground none for a server alone, which says so
   */
  ClusterResource(Optional<Ground> ground) {
    this.ground = ground;
  }

  List<Route> routes() {
    String json = "application/json";
    return List.of(
        Route.of("GET", "/v1/cluster", Access.KEY, this::status),
        Route.of("POST", "/v1/cluster/members", Access.KEY, this::add).consuming(json),
        Route.of("DELETE", "/v1/cluster/members/{node}", Access.KEY, this::remove),
        Route.of("POST", "/v1/cluster/leader", Access.KEY, this::lead).consuming(json));
  }

  private Cluster cluster() {
    return ground().cluster();
  }

  private Ground ground() {
    return ground.orElseThrow(
        () ->
            Problem.of(
                    ProblemType.NOT_A_CLUSTER,
                    "This server is alone: start it with --node to make it the first of a cluster.")
                .asException());
  }

  private Response status(Request request) {
    Query.allowOnly(request);
    return Response.json(200, json(cluster().status()));
  }

  private Response add(Request request) {
    Fields fields = Fields.of(request.body());
    String node = fields.requiredText("node", NAME_LENGTH);
    String address = fields.requiredText("address", ADDRESS_LENGTH);
    fields.end();
    try {
      return answer(cluster().add(NodeAddress.parse(node + "=" + address)));
    } catch (IllegalArgumentException malformed) {
      throw Problem.of(
              ProblemType.INVALID_FIELD, "Expected a name and host:port: " + malformed.getMessage())
          .with("field", "address")
          .asException();
    }
  }

  private Response remove(Request request) {
    Query.allowOnly(request);
    return answer(cluster().remove(request.parameter("node")));
  }

  private Response lead(Request request) {
    Fields fields = Fields.of(request.body());
    String node = fields.requiredText("node", NAME_LENGTH);
    fields.end();
    return answer(cluster().transferLeadership(node));
  }

  private Response answer(Change change) {
    return switch (change) {
      case Change.Done done -> Response.json(200, json(done.status()));
      case Change.Uncertain uncertain ->
          Problem.of(
                  ProblemType.OUTCOME_UNKNOWN,
                  "The change may be made yet; ask for the status. Reason: " + uncertain.message())
              .withHeader("Retry-After", "1")
              .toResponse();
      case Change.Refused refused -> refused(refused);
    };
  }

  private static Response refused(Change.Refused refused) {
    ProblemType type =
        switch (refused.reason()) {
          case NOT_LEADER -> ProblemType.NOT_LEADER;
          case NOT_A_MEMBER -> ProblemType.NODE_UNKNOWN;
          case BUSY -> ProblemType.UNAVAILABLE;
          case LEADS, TAKEN, INSECURE, UNREACHABLE, FOREIGN, FAILED ->
              ProblemType.CLUSTER_CHANGE_REFUSED;
        };
    return Problem.of(type, sentence(refused.message())).toResponse();
  }

  private static String sentence(String message) {
    return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
  }

  private Map<String, Object> json(ClusterStatus status) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cluster", status.cluster().orElse(""));
    json.put("node", status.node().id());
    json.put("leader", status.leader().orElse(""));
    json.put("term", status.term());
    json.put("last_index", status.lastIndex());
    Agreed agreed = ground().agreed().get();
    agreed
        .machine()
        .ifPresent(it -> json.put("machine", Map.of("name", it.name(), "version", it.version())));
    json.put("behaviour", agreed.behaviour());
    Map<String, OptionalInt> behaviours = cluster().behaviours();
    List<Object> members = new ArrayList<>();
    for (ClusterStatus.Member member : status.members()) {
      OptionalInt known = behaviours.getOrDefault(member.address().id(), OptionalInt.empty());
      members.add(json(member, status, known));
    }
    json.put("members", members);
    return json;
  }

  private static Map<String, Object> json(
      ClusterStatus.Member member, ClusterStatus status, OptionalInt behaviour) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", member.address().id());
    json.put("address", member.address().hostAndPort());
    json.put("role", member.leads() ? "leader" : "follower");
    if (member.leads()) {
      json.put("match_index", status.lastIndex());
    }
    member
        .progress()
        .ifPresent(
            progress -> {
              json.put("match_index", Math.max(0, progress.matchIndex()));
              json.put("silent_millis", progress.silentMillis());
            });
    behaviour.ifPresent(known -> json.put("behaviour", known));
    return json;
  }
}
