package io.sojourn.check.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a system with a bug, a seed after the other, until an oracle sees it.
 *
 * @param bug which bug
 * @param seed the first that showed it; 0 if none did
 * @param nodes how many there were in that run
 * @param oracles what found something in it, in that order
 */
record Hunt(Bug bug, long seed, int nodes, String oracles) {

  private static final int[] SIZES = {3, 5};

  static Hunt until(Bug bug, long seedsMax) {
    for (long seed = 1; seed <= seedsMax; seed++) {
      for (int nodes : SIZES) {
        Simulation.Result result = new Simulation(seed, nodes, bug).run();
        if (!result.findings().isEmpty()) {
          Set<String> oracles = new LinkedHashSet<>();
          result.findings().forEach(finding -> oracles.add(finding.oracle()));
          return new Hunt(bug, seed, nodes, String.join(" ", oracles));
        }
      }
    }
    return new Hunt(bug, 0, 0, "");
  }

  static String table(List<Hunt> hunts) {
    StringBuilder text = new StringBuilder("| bug | seed | nodes | oracles |\n|---|---|---|---|\n");
    hunts.forEach(hunt -> text.append(hunt).append('\n'));
    return text.toString();
  }

  boolean caught() {
    return seed > 0;
  }

  /** A line of the table of seeds to catch. */
  @Override
  public String toString() {
    return "| `%s` | %s | %s | %s |"
        .formatted(bug, caught() ? seed : "-", caught() ? nodes : "-", oracles);
  }
}
