package io.sojourn.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void theSameSeedGivesTheSameDeckAndAnotherOneAnother() {
    assertThat(Plan.deck(7, 1)).isEqualTo(Plan.deck(7, 1));
    assertThat(Plan.deck(7, 1)).isNotEqualTo(Plan.deck(8, 1)).isNotEqualTo(Plan.deck(7, 2));
  }

  @Test
  void aDeckHasEveryFaultOnce() {
    assertThat(Plan.deck(7, 0).steps())
        .extracting(Plan.Step::fault)
        .containsExactlyInAnyOrder(Fault.values());
  }
}
