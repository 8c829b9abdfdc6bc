package io.sojourn.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final int SEEDS = 500;

  /** Below this a run shows nothing. */
  private static final ExactlyOnce.Demands DEMANDS = new ExactlyOnce.Demands(false, 5, 3, 1, 0);

  @Test
  void noClientSeesWhatACorrectNodeDoesNotShowWhateverTheNetworkAndTheDiskDo() {
    Map<String, Integer> events = new TreeMap<>();
    Seeds.run(
        SEEDS,
        seed -> {
          Simulation.Result result = new Simulation(seed, Bug.NONE).run(DEMANDS);
          assertThat(result.violations()).isEmpty();
          assertThat(result.verdict()).isInstanceOf(Verdict.Linearizable.class);
          assertThat(result.settled()).as("everything was answered in the end").isTrue();
          assertThat(result.sameAfterRestart()).as("snapshot and log give the same state").isTrue();
          events.merge("runs", 1, Integer::sum);
          result.events().forEach((event, count) -> events.merge(event, count, Integer::sum));
        });
    System.out.println("simulation: " + events);
    int runs = events.getOrDefault("runs", 0);
    if (runs >= SEEDS) { // a single seed that is run again need not show everything
      assertThat(events.get("applied")).isGreaterThan(20 * runs);
      assertThat(events.keySet())
          .contains("crashes", "expiries", "losses", "repeats", "silences", "snapshots");
    }
  }

  @Test
  void everyBugIsCaught() {
    StringBuilder table = new StringBuilder("bug, first seed that catches it, by what\n");
    StringBuilder missed = new StringBuilder();
    for (Bug bug : Bug.values()) {
      if (bug == Bug.NONE) {
        continue;
      }
      String by = "";
      long seed = 0;
      while (by.isEmpty() && seed < SEEDS) {
        by = new Simulation(++seed, bug).run(ExactlyOnce.Demands.ANY_ORDER).caughtBy();
      }
      table.append("%-28s %4d  %s%n".formatted(bug, seed, by));
      missed.append(by.isEmpty() ? bug + " " : "");
    }
    System.out.println(table);
    assertThat(missed).as("bugs that no seed caught").isEmpty();
  }
}
