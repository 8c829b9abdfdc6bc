package io.sojourn.check.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the oracles O1 to O10 of {@code docs/faults.md} say of a healthy system. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterSimulationTest {

  private static final int SEEDS = 1_000;

  @Test
  void noOracleFindsAnythingWithThreeNodesWhateverHappensToThem() {
    noOracleFindsAnything(3);
  }

  @Test
  void noOracleFindsAnythingWithFiveNodesWhateverHappensToThem() {
    noOracleFindsAnything(5);
  }

  private static void noOracleFindsAnything(int nodes) {
    Tally tally = new Tally();
    Seeds.run(
        SEEDS,
        seed -> {
          Simulation.Result result = new Simulation(seed, nodes, Bug.NONE).run();
          assertThat(result.findings()).isEmpty();
          tally.add(result.tally());
        });
    System.out.println(nodes + " nodes: " + tally);
    if (tally.runs >= SEEDS) { // a single seed that is run again need not show everything
      showsSomething(tally);
    }
  }

  /** O10: where nothing goes wrong, nothing is shown. */
  private static void showsSomething(Tally tally) {
    long runs = tally.runs;
    assertThat(tally.applied).isGreaterThan(50 * runs);
    assertThat(tally.acknowledged).isGreaterThan(40 * runs);
    assertThat(tally.replayed).isGreaterThan(5 * runs);
    assertThat(tally.unknown).isGreaterThan(3 * runs);
    assertThat(tally.reads).isGreaterThan(10 * runs);
    assertThat(tally.elections).isGreaterThan(4 * runs);
    assertThat(tally.crashes).isGreaterThan(4 * runs);
    assertThat(tally.tornTails).isGreaterThan(runs);
    assertThat(tally.partitions).isGreaterThan(runs);
    assertThat(tally.snapshots).isGreaterThan(5 * runs);
    assertThat(tally.expiries).isGreaterThan(2 * runs);
    assertThat(tally.fenced).isGreaterThan(runs);
    assertThat(tally.outOfOrder).isGreaterThan(5 * runs);
    assertThat(tally.pushes).isGreaterThan(5 * runs);
    assertThat(tally.resent).isGreaterThan(2 * runs);
    assertThat(tally.deadLetters).isGreaterThan(runs);
    assertThat(tally.installs).isGreaterThan(runs / 2);
    assertThat(tally.evicted).isGreaterThan(runs / 2);
    assertThat(tally.falseRetries).isGreaterThan(runs / 4);
    assertThat(tally.internals).isGreaterThan(5 * runs);
    assertThat(tally.settings).isGreaterThan(runs);
    assertThat(tally.codes).isGreaterThan(runs / 2);
    assertThat(tally.joined).isGreaterThan(runs / 2);
    assertThat(tally.pauses).isGreaterThan(runs / 4);
    assertThat(tally.clockJumps).isGreaterThan(runs / 2);
    assertThat(tally.joins).isGreaterThan(runs / 4);
    assertThat(tally.removals).isGreaterThan(runs / 4);
    assertThat(tally.lost).isGreaterThan(runs / 8);
    assertThat(tally.wipes).isGreaterThan(runs / 10);
  }

  @Test
  void aSeedIsTheSameRunEveryTime() {
    Seeds.run(
        5,
        seed -> {
          String once = new Simulation(seed, 3, Bug.NONE).run().tally().toString();
          assertThat(new Simulation(seed, 3, Bug.NONE).run().tally()).hasToString(once);
        });
  }
}
