package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.SessionMachine;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An upgrade of the behaviour is not made where it would stop a node. */
class UpgradeTest extends OnNodes {

  private static final String PATH = "/v1/cluster/upgrade";

  /** What each node's program knows, as the leader says it; 0 for one that does not answer. */
  private Map<String, Integer> known() {
    Map<String, Integer> known = new TreeMap<>();
    for (JsonNode member : nodes.insist("n1", "GET", "/v1/cluster", "").json().path("members")) {
      known.put(member.path("node").asString(), member.path("behaviour").asInt(0));
    }
    return known;
  }

  @Test
  void ofThreeNodesEachSaysWhatItKnowsAndWhileOneIsAwayTheUpgradeHasToBeForced() {
    for (String node : new String[] {"n1", "n2", "n3"}) {
      nodes.start(node, "n1", "n2", "n3");
    }
    nodes.awaitReady();
    int newest = SessionMachine.BEHAVIOUR;
    await() // a busy node may not answer in time
        .untilAsserted(
            () ->
                assertThat(known())
                    .containsOnly(
                        Map.entry("n1", newest), Map.entry("n2", newest), Map.entry("n3", newest)));
    await().until(() -> nodes.insist("n2", "POST", PATH, "").status() == 200);

    nodes.stop("n3");
    assertThat(known()).containsEntry("n3", 0);
    NodesAtHand.Reply refused = nodes.insist("n1", "POST", PATH, "");
    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.json().path("type").asString())
        .isEqualTo("urn:sojourn:problem:cluster-change-refused");
    assertThat(refused.json().path("detail").asString()).contains("n3 (does not say");
    assertThat(nodes.insist("n1", "POST", PATH + "?force", "").json().path("behaviour").asInt())
        .isEqualTo(newest);

    nodes.start("n3", "n1", "n2", "n3");
    nodes.awaitReady();
    await().until(() -> nodes.insist("n1", "POST", PATH, "").status() == 200);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }

  @Test
  void aNodeThatIsTooOldIsNamedWithWhatItKnows() {
    Map<String, OptionalInt> known =
        Map.of(
            "n1", OptionalInt.of(3),
            "n2", OptionalInt.of(2),
            "n3", OptionalInt.of(4),
            "n4", OptionalInt.empty());
    assertThat(UpgradeResource.unable(known, 3))
        .containsExactly(
            Map.entry("n2", "n2 (knows up to 2)"),
            Map.entry("n4", "n4 (does not say what it knows)"));
    assertThat(UpgradeResource.unable(known, 2)).containsOnlyKeys("n4");
  }
}
