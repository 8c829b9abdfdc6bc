package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Servers as nodes of a cluster: real logs on real ports, all in this process. */
class NodesTest extends OnNodes {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ADA = "{\"user_id\":\"ada\",\"activate\":true}";

  private List<String> names(String node) {
    List<String> names = new ArrayList<>();
    nodes
        .insist(node, "GET", "/v1/cluster", "")
        .json()
        .path("members")
        .forEach(member -> names.add(member.path("node").asString()));
    return names;
  }

  /** The id of a session that was created through a node. */
  private String create(String node) {
    NodesAtHand.Reply created = nodes.insist(node, "POST", "/v1/sessions", ADA);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json().path("id").asString();
  }

  private void assertAFollowerLeadsPagesThrough() {
    String leader = nodes.leader("n1");
    String follower = leader.equals("n1") ? "n2" : "n1";
    assertThat(nodes.greeted(follower, "Origin")).contains("\"session_created\"");
    assertThat(nodes.greeted(follower, "Sojourn-Test"))
        .contains("\"not_leader\"", nodes.door(leader));
  }

  private void assertKnows(String node, List<String> sessions) {
    for (String id : sessions) {
      assertThat(nodes.insist(node, "GET", "/v1/sessions/" + id, "").status())
          .as("%s of %s", id, node)
          .isEqualTo(200);
    }
  }

  @Test
  void threeNodesMakeAClusterThatGoesOnWithoutItsLeader() {
    nodes.start("n1", "n1", "n2", "n3");
    nodes.start("n2", "n1", "n2", "n3");
    nodes.start("n3", "n1", "n2", "n3");
    nodes.awaitReady();
    assertThat(nodes.key("n2")).isEqualTo(nodes.key("n1")).isEqualTo(nodes.key("n3"));
    assertThat(names("n1")).containsExactly("n1", "n2", "n3");

    List<String> sessions = new ArrayList<>();
    List.of("n1", "n2", "n3").forEach(node -> sessions.add(create(node)));
    String leader = nodes.leader("n1");
    nodes.stop(leader);
    List<String> others = new ArrayList<>(List.of("n1", "n2", "n3"));
    others.remove(leader);
    others.forEach(node -> assertKnows(node, sessions));
    others.forEach(node -> sessions.add(create(node)));

    nodes.start(leader, "n1", "n2", "n3");
    nodes.awaitReady();
    // Whoever leads may change at any time on a busy machine.
    Awaitility.await().atMost(PATIENCE).untilAsserted(this::assertAFollowerLeadsPagesThrough);
    assertKnows(leader, sessions);
  }

  @Test
  void aServerAloneBecomesTheFirstOfThreeAndCanLeaveThem() {
    nodes.startAlone("n1");
    nodes.awaitReady();
    String key = nodes.key("n1");
    NodesAtHand.Reply alone = nodes.ask("n1", "GET", "/v1/cluster", "");
    assertThat(alone.status()).isEqualTo(409);
    assertThat(alone.body()).contains("urn:sojourn:problem:not-a-cluster");
    String session = nodes.ask("n1", "POST", "/v1/sessions", ADA).json().path("id").asString();
    nodes.stop("n1");

    nodes.start("n1", "n1");
    nodes.awaitReady();
    assertThat(nodes.key("n1")).isEqualTo(key);
    assertThat(nodes.folder("n1").resolve("log")).doesNotExist();
    assertThat(nodes.ask("n1", "GET", "/v1/sessions/" + session, "").status()).isEqualTo(200);

    for (String joining : List.of("n2", "n3")) {
      nodes.start(joining);
      String wish =
          "{\"node\":\"" + joining + "\",\"address\":\"127.0.0.1:" + port(joining) + "\"}";
      NodesAtHand.Reply added = nodes.insist("n1", "POST", "/v1/cluster/members", wish);
      assertThat(added.status()).as(added.body()).isEqualTo(200);
    }
    nodes.awaitReady();
    assertThat(nodes.key("n3")).isEqualTo(key);
    assertThat(nodes.ask("n3", "GET", "/v1/sessions/" + session, "").status()).isEqualTo(200);

    assertRefused("DELETE", "/v1/cluster/members/n1", "", 409, "cluster-change-refused");
    assertRefused("POST", "/v1/cluster/leader", "{\"node\":\"n9\"}", 404, "node-unknown");
    assertThat(nodes.insist("n1", "POST", "/v1/cluster/leader", "{\"node\":\"n2\"}").status())
        .isEqualTo(200);
    assertThat(nodes.insist("n2", "DELETE", "/v1/cluster/members/n1", "").status()).isEqualTo(200);
    assertThat(names("n3")).containsExactly("n2", "n3");
  }

  private int port(String node) {
    return nodes.address(node).port();
  }

  private void assertRefused(String method, String path, String body, int status, String type) {
    NodesAtHand.Reply refused = nodes.insist("n3", method, path, body);
    assertThat(refused.status()).as(refused.body()).isEqualTo(status);
    assertThat(refused.body()).contains("urn:sojourn:problem:" + type);
  }

  @Test
  void theFolderOfANodeIsNotThatOfAServerAloneNorTheOtherWayRound() {
    nodes.start("n1", "n1");
    nodes.awaitReady();
    nodes.stop("n1");
    assertThatThrownBy(() -> nodes.startAlone("n1"))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--node");
    nodes.startAlone("n2");
    nodes.stop("n2");
    assertThatThrownBy(() -> nodes.start("n2", "n1", "n2", "n3"))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("sojourn cluster add");
    assertThat(nodes.folder("n2").resolve("log")).exists();
  }

  @Test
  void aFolderOfAnotherNodeIsRefused() throws Exception {
    nodes.start("n1", "n1");
    nodes.awaitReady();
    nodes.stop("n1");
    Files.move(nodes.folder("n1"), nodes.folder("n2"));
    assertThatThrownBy(() -> nodes.start("n2", "n2"))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("n1");
  }

  @Test
  void aNodeThatOthersCannotBeToldOfIsRefused() {
    ServerConfig config = nodes.config("n1", List.of("n1"));
    assertThatThrownBy(() -> SojournServer.start(config.withAddress("0.0.0.0", 3001)))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--advertise");
    assertThatThrownBy(() -> SojournServer.start(config.withAddress("127.0.0.1", 0)))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--advertise");
    assertThat(Optional.of(config).flatMap(ServerConfig::cluster)).isPresent();
  }
}
