package io.sojourn.server;

import io.sojourn.cluster.Cluster;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /v1/cluster/upgrade}: has the kernel of all nodes behave as the leader's program knows it
 * newest. Also for a server alone, whose log may have begun with an older program.
 *
 * <p>A node that lacks the behaviour would stop at the upgrade. So each member is asked first, and
 * unless {@code ?force} is given nothing is done while one cannot do it, or does not say.
 */
final class UpgradeResource {

  private static final String FORCE = "force";

  private final Supplier<CompletionStage<Outcome<Reply.Upgraded>>> upgrade;
  private final Optional<Cluster> cluster;

  UpgradeResource(
      Supplier<CompletionStage<Outcome<Reply.Upgraded>>> upgrade, Optional<Cluster> cluster) {
    this.upgrade = upgrade;
    this.cluster = cluster;
  }

  List<Route> routes() {
    return List.of(Route.of("POST", "/v1/cluster/upgrade", Access.KEY, this::upgrade));
  }

  private Response upgrade(Request request) {
    Query.allowOnly(request, FORCE);
    if (!request.target().query().containsKey(FORCE)) {
      cluster.ifPresent(UpgradeResource::requireAble);
    }
    return Response.json(200, Map.of("behaviour", Answers.done(upgrade.get()).behaviour()));
  }

  private static void requireAble(Cluster cluster) {
    Map<String, String> unable = unable(cluster.behaviours(), SessionMachine.BEHAVIOUR);
    if (!unable.isEmpty()) {
      throw Problem.of(
              ProblemType.CLUSTER_CHANGE_REFUSED,
              "Behaviour "
                  + SessionMachine.BEHAVIOUR
                  + " would stop "
                  + String.join(", ", unable.values())
                  + ". Start each of them with the new program, or remove it; nothing was done.")
          .with("nodes", List.copyOf(unable.keySet()))
          .asException();
    }
  }

  /**
   * The nodes that an upgrade would stop, by their names, each with the reason.
   *
   * @param known up to which behaviour each member's program goes; empty if it does not say
   */
  static Map<String, String> unable(Map<String, OptionalInt> known, int wanted) {
    Map<String, String> unable = new TreeMap<>();
    known.forEach(
        (node, newest) -> {
          if (newest.isEmpty()) {
            unable.put(node, node + " (does not say what it knows)");
          } else if (newest.getAsInt() < wanted) {
            unable.put(node, node + " (knows up to " + newest.getAsInt() + ")");
          }
        });
    return unable;
  }
}
