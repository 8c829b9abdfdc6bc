package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The nodes of a cluster run one machine: whoever has another one stops, and says so. */
class MachinesOfNodesTest extends OnNodes {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ADA = "{\"user_id\":\"ada\",\"activate\":true}";

  private MachineChoice doorman(int version) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars" + version));
    MachineJar.write(
        jars.resolve("door.jar"),
        "Doorman",
        MachineJar.source("Doorman", "door", version, "mallory"));
    return MachineChoice.in(jars);
  }

  private void awaitRefusal(String node, String... parts) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(nodes.whyNotReady(node).orElse("ready")).contains(parts));
  }

  @Test
  void aNodeWithAnotherMachineStopsAndTheOthersGoOn() throws IOException {
    nodes.start("n1", "n1", "n2", "n3");
    nodes.start("n2", "n1", "n2", "n3");
    nodes.awaitReady();
    var machine = nodes.insist("n1", "GET", "/v1/cluster", "").json().path("machine");
    assertThat(machine.path("name").asString()).isEqualTo("kv");
    assertThat(machine.path("version").asInt()).isEqualTo(1);
    nodes.start("n3", doorman(1), "n1", "n2", "n3");
    awaitRefusal("n3", "the machine kv, version 1", "this node has door, version 1");
    assertThat(nodes.insist("n1", "POST", "/v1/sessions", ADA).status()).isEqualTo(201);
  }

  @Test
  void aNodeWithALowerVersionStopsUntilItHasTheHigherOne() throws IOException {
    nodes.start("n1", doorman(2), "n1", "n2", "n3");
    nodes.start("n2", doorman(2), "n1", "n2", "n3");
    nodes.awaitReady();
    for (int start = 1; start <= 2; start++) {
      nodes.start("n3", doorman(1), "n1", "n2", "n3");
      awaitRefusal("n3", "the machine door, version 2", "this node has door, version 1");
      nodes.stop("n3");
    }
    nodes.start("n3", doorman(2), "n1", "n2", "n3");
    nodes.awaitReady();
    assertThat(nodes.insist("n3", "POST", "/v1/sessions", ADA).status()).isEqualTo(201);
  }
}
