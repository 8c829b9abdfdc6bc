package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
      ports.put("300" + node, unusedPort(ports));
      ports.put("700" + node, unusedPort(ports));
    }
    tour.run("trap 'kill -9 $(jobs -p)' EXIT\n", ports);
  }

  /** The system gives out the same free port twice now and then. */
  private static int unusedPort(Map<String, Integer> taken) throws IOException {
    int port = Tour.freePort();
    while (taken.containsValue(port)) {
      port = Tour.freePort();
    }
    return port;
  }
}
