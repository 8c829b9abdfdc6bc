package io.sojourn.check.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An oracle that misses a bug is none. */
class SeededBugsTest {

  private static final long SEEDS_MAX = 500;

  @Test
  void everyBugIsCaughtAndEveryOracleCatchesOne() {
    List<Hunt> hunts = new ArrayList<>();
    Set<String> oracles = new TreeSet<>();
    for (Bug bug : Bug.values()) {
      if (bug != Bug.NONE) {
        Hunt hunt = Hunt.until(bug, SEEDS_MAX);
        hunts.add(hunt);
        oracles.addAll(List.of(hunt.oracles().split(" ")));
      }
    }
    System.out.println(Hunt.table(hunts));
    assertThat(hunts).hasSizeGreaterThanOrEqualTo(20).allMatch(Hunt::caught);
    assertThat(oracles).contains("O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9");
  }
}
