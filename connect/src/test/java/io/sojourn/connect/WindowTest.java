package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void itIsHalvedOncePerBurstOfRefusals() {
    Window window = new Window(100, false);
    assertThat(window.overloaded()).isTrue();
    assertThat(window.size()).isEqualTo(50);
    for (int i = 0; i < 99; i++) {
      assertThat(window.overloaded()).isFalse();
    }
    assertThat(window.overloaded()).isTrue();
    assertThat(window.size()).isEqualTo(25);
  }

  @Test
  void itIsNeverLessThanOne() {
    Window window = new Window(2, true);
    assertThat(window.size()).isEqualTo(1);
    assertThat(window.overloaded()).isFalse();
    assertThat(window.overloaded()).isFalse();
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void itGrowsBackByASixteenthForEachWindowOfAnswers() {
    Window window = new Window(160, true);
    int answers = 0;
    int announced = 0;
    while (window.size() < 160) {
      int before = window.size();
      answers++;
      if (window.answered()) {
        announced++;
        assertThat(window.size()).isEqualTo(before + 10);
      }
    }
    assertThat(announced).isEqualTo(8);
    assertThat(answers).isEqualTo(80 + 90 + 100 + 110 + 120 + 130 + 140 + 150);
    assertThat(window.answered()).isFalse();
  }
}
