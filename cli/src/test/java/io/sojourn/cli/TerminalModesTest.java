package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalModesTest {
  private final TerminalModes modes = new TerminalModes();

  @Test
  void whatAProgramSwitchedOnIsSwitchedOffAgain() {
    feed("\u001b[?1049h\u001b[?25l\u001b[?2004;1006h\u001b=");
    assertThat(text(modes.enter()))
        .isEqualTo("\u001b[?25l\u001b[?1006h\u001b[?1049h\u001b[?2004h\u001b=");
    assertThat(text(modes.leave()))
        .isEqualTo("\u001b[?25h\u001b[?1006l\u001b[?1049l\u001b[?2004l\u001b>\u001b[0m");
    assertThat(modes.onAlternateScreen()).isTrue();
  }

  @Test
  void whatAProgramSwitchedOffItselfIsLeftAlone() {
    feed("\u001b[?1049h\u001b[?25l--\u001b[?25h\u001b[?1049l");
    assertThat(modes.enter()).isEmpty();
    assertThat(modes.onAlternateScreen()).isFalse();
  }

  @Test
  void aFullResetForgetsEverything() {
    feed("\u001b[?1049h\u001b[?1000h\u001b=\u001bc");
    assertThat(modes.enter()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b",
        "\u001b[",
        "\u001b[?1049",
        "\u001b[38;5;12",
        "\u001b]2;a title",
        "\u001bP1$r",
        "\u001b]2;a title\u001b",
        "\u001b(",
        "\u00c3",
        "\u00e2\u0082"
      })
  void theMiddleOfASequenceIsNoPlaceForANotice(String beginning) {
    modes.feed(beginning.getBytes(StandardCharsets.ISO_8859_1), 0, beginning.length());
    assertThat(modes.betweenSequences()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "\u001b[0m",
        "\u001b]2;title\u0007",
        "\u001b]2;title\u001b\\",
        "\u001b(B",
        "\u001bM",
        "café €",
        "\u001b]2;cut off\u001b[0m"
      })
  void afterAWholeSequenceThereIsRoom(String whole) {
    feed(whole);
    assertThat(modes.betweenSequences()).isTrue();
  }

  @RepeatedTest(20)
  void noiseNeverTrapsIt(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    byte[] noise = new byte[20_000];
    new Random(seed).nextBytes(noise);
    modes.feed(noise, 0, noise.length);
    feed("x".repeat(5_000) + "\u0018\u001bc\u001b[?1049h");
    assertThat(modes.onAlternateScreen())
        .as("seed %d: change the repetition to rerun", seed)
        .isTrue();
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    modes.feed(bytes, 0, bytes.length);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
