package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.Journal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiveNodesTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void threeGoOnWithoutTheLeaderAndAnotherWhichComeBackWithEverything() throws Exception {
    try (TestCluster cluster = TestCluster.started(folder, 5)) {
      cluster.awaitEverywhere(cluster.surely("five"));
      String first = cluster.leader().id();
      cluster.stop(first);
      String without = cluster.surely("four");
      String second = cluster.leader().id();
      cluster.stop(second);
      cluster.awaitEverywhere(cluster.surely("three"));
      cluster.start(first);
      cluster.start(second);
      cluster.awaitEverywhere(cluster.surely("five again"));
      List<Journal.Line> lines = cluster.leader().machine.lines();
      for (TestNode node : cluster.nodes()) {
        assertThat(node.machine.lines()).isEqualTo(lines);
        assertThat(node.machine.texts()).contains(without);
      }
    }
  }
}
