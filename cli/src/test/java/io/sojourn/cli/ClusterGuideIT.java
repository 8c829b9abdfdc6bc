package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Ports;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterGuideIT {

  @TempDir Path folder;

  @Test
  void everyBlockDoesWhatTheGuideSays() throws Exception {
    Tour tour = new Tour("docs/guides/cluster.md", "## Three nodes", folder);
    assertThat(tour.size()).isGreaterThan(3);
    Map<String, Integer> ports = new TreeMap<>();
    for (int node = 1; node <= 4; node++) {
      ports.put("300" + node, Ports.free());
      ports.put("700" + node, Ports.free());
    }
    tour.run("trap 'kill -9 $(jobs -p)' EXIT\n", ports);
  }
}
