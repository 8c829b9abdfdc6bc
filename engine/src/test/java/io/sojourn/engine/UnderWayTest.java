package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When commands had better wait for more of them, and when they had not. */
class UnderWayTest {

  private final UnderWay underWay = new UnderWay();

  @Test
  void nobodyWaitsWhileNothingIsUnderWay() {
    assertThat(underWay.dwarfs(1)).isFalse();
    underWay.appended(100);
    underWay.answered(100);
    assertThat(underWay.dwarfs(1)).isFalse();
    assertThat(underWay.entries()).isZero();
  }

  @Test
  void aFewWaitUntilTheyAreHalfOfAnEntryUnderWay() {
    underWay.appended(100);
    assertThat(underWay.dwarfs(49)).isTrue();
    assertThat(underWay.dwarfs(50)).isFalse();
    underWay.appended(20); // 60 on average
    assertThat(underWay.dwarfs(29)).isTrue();
    assertThat(underWay.dwarfs(30)).isFalse();
  }

  @Test
  void whereEachComesAloneNobodyWaits() {
    for (int i = 0; i < 3; i++) {
      underWay.appended(1);
      assertThat(underWay.dwarfs(1)).isFalse();
    }
    assertThat(underWay.entries()).isEqualTo(3);
  }

  @Test
  void anEntryWithoutCommandsHoldsNobodyUp() {
    underWay.appended(0);
    assertThat(underWay.dwarfs(1)).isFalse();
  }
}
