package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Ports;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTourIT {

  @TempDir Path folder;

  @Test
  void everyBlockDoesWhatTheReadmeSays() throws Exception {
    Tour tour = new Tour("README.md", "## A five-minute tour", folder);
    assertThat(tour.size()).isGreaterThan(5);
    int port = Ports.free();
    // Starts the server first, as the README asks for, and stops whichever runs at the end.
    String before =
        "export PORT="
            + port
            + " SOJOURN_SERVER=http://127.0.0.1:"
            + port
            + """

            trap 'kill $(cat sojourn-data/log/LOCK)' EXIT
            ./sojourn serve > first.log 2>&1 &
            for i in $(seq 1200); do
              curl -sf http://127.0.0.1:3000/health/ready > /dev/null && break
              sleep 0.1
            done
            """;
    tour.run(before, Map.of("3000", port));
  }
}
