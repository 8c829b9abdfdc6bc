package io.sojourn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void everySeedRunsOnceInOrder() {
    List<Long> seen = new ArrayList<>();
    Seeds.each(1, 3, seen::add);
    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aFailureNamesItsSeedAndTheLineThatRunsItAgain() {
    assertThatThrownBy(() -> Seeds.each(17, 18, seed -> assertThat(seed).isNegative()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 17 ")
        .hasMessageContaining("-Dtest='SeedsTest#aFailureNamesItsSeedAndTheLineThatRunsItAgain'")
        .hasMessageContaining("-Dsojourn.seed=17");
  }

  @Test
  void aFlawThatShowsInOneSeedIsSeen() {
    assertThat(Seeds.anyFails(5, seed -> assertThat(seed).isLessThan(5))).isTrue();
    assertThat(Seeds.anyFails(4, seed -> assertThat(seed).isLessThan(5))).isFalse();
  }
}
