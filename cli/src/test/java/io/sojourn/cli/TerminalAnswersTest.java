package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalAnswersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[?62;22c",
        "\u001b[>41;354;0c",
        "\u001b[0n",
        "\u001b[24;80R",
        "\u001b[?24;80R",
        "\u001b[?2004;1$y",
        "\u001b[8;24;80t",
        "\u001b]11;rgb:0000/0000/0000\u0007",
        "\u001b]11;rgb:0000/0000/0000\u001b\\",
        "\u001bP1$r0m\u001b\\",
        "\u001bP>|xterm(354)\u001b\\"
      })
  void whatTheTerminalAnswersByItselfIsLeftOut(String answer) {
    assertThat(kept(answer)).isEmpty();
    assertThat(kept("before" + answer + "after")).isEqualTo("beforeafter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls\r",
        "é€",
        "\u001b",
        "\u001b[A",
        "\u001bOP",
        "\u001b[1;2R",
        "\u001b[1;5C",
        "\u001b[15~",
        "\u001b[200~pasted\u001b[201~",
        "\u001b[<0;10;20M",
        "\u001b[I",
        "\u001bx"
      })
  void whatAPersonTypesIsKept(String typed) {
    assertThat(kept(typed)).isEqualTo(typed);
  }

  private static String kept(String typed) {
    return new String(
        TerminalAnswers.leaveOut(typed.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
