package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.client.Outcome;
import io.sojourn.client.ReadFrom;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvEntry;
import io.sojourn.kv.Value;
import io.sojourn.wire.connect.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries over the session protocol that a node answers which does not lead. */
class FollowerReadsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private NodesAtHand nodes = new NodesAtHand(Path.of(""));

  @BeforeEach
  void start() {
    nodes = new NodesAtHand(folder);
    for (String node : List.of("n1", "n2", "n3")) {
      nodes.start(node, "n1", "n2", "n3");
    }
    nodes.awaitReady();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static String value(Outcome<Optional<KvEntry>> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<Optional<KvEntry>>) outcome).value().orElseThrow().value().toString();
  }

  @Test
  void aFollowerAnswersWhatTheClientSawAndStillDoesWhenItIsAlone() throws Exception {
    String leader = nodes.leader("n1");
    List<String> followers = new ArrayList<>(List.of("n1", "n2", "n3"));
    followers.remove(leader);
    String asked = followers.get(0);
    try (KvClient client =
        KvClient.connect(
            SojournClient.builder(nodes.door(asked)).key(nodes.key(asked)).readFrom(ReadFrom.ANY),
            PATIENCE)) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.put("k", Value.of("" + i))).isInstanceOf(Outcome.Done.class);
        assertThat(value(client.get("k", Consistency.SESSION)))
            .isEqualTo(Value.of("" + i).toString());
      }
      assertThat(value(client.get("k", Consistency.LINEARIZABLE)))
          .isEqualTo(Value.of("49").toString());
      // More than were asked if the follower was behind for too long and one was asked again.
      assertThat(queries(asked)).isGreaterThanOrEqualTo(51);
      nodes.stop(leader);
      nodes.stop(followers.get(1));
      assertThat(value(client.get("k", Consistency.SESSION))).isEqualTo(Value.of("49").toString());
      assertThat(value(client.get("k", Consistency.LOCAL))).isEqualTo(Value.of("49").toString());
      client.client().detach();
    }
  }

  private long queries(String node) {
    return nodes
        .ask(node, "GET", "/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith("sojourn_connect_messages") && line.contains("\"query\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
