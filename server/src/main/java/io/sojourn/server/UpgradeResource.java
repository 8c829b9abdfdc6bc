package io.sojourn.server;

import io.sojourn.machine.Reply;
import io.sojourn.session.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /v1/cluster/upgrade}: has the kernel of all nodes behave as the leader's program knows it
 * newest. Also for a server alone, whose log may have begun with an older program.
 */
final class UpgradeResource {

  private final Supplier<CompletionStage<Outcome<Reply.Upgraded>>> upgrade;

  UpgradeResource(Supplier<CompletionStage<Outcome<Reply.Upgraded>>> upgrade) {
    this.upgrade = upgrade;
  }

  List<Route> routes() {
    return List.of(Route.of("POST", "/v1/cluster/upgrade", Access.KEY, this::upgrade));
  }

  private Response upgrade(Request request) {
    Query.allowOnly(request);
    return Response.json(200, Map.of("behaviour", Answers.done(upgrade.get()).behaviour()));
  }
}
