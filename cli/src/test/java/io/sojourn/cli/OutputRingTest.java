package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputRingTest {
  @Test
  void whatFitsIsDrawnAgainWhole() {
    assertThat(redrawn(100, "one\r\n", "two")).isEqualTo("\u001bcone\r\ntwo");
  }

  @Test
  void theOldestFallsOutFirst() {
    assertThat(redrawn(8, "0123456789", "abcd")).isEqualTo("\u001bc6789abcd");
  }

  @Test
  void theScreenOfAProgramWhoseBeginningFellOutIsStillTheAlternateOne() {
    assertThat(redrawn(8, "\u001b[?1049h\u001b[?25l", "01234567"))
        .isEqualTo("\u001bc\u001b[?25l\u001b[?1049h01234567");
  }

  @Test
  void aSequenceThatIsCutIsLeftOut() {
    assertThat(redrawn(8, "\u001b[38;5;12mred", "")).isEqualTo("\u001bcred");
  }

  @Test
  void aModeWhoseSequenceIsCutStillCounts() {
    assertThat(redrawn(6, "\u001b[?1049hvim", "")).isEqualTo("\u001bc\u001b[?1049hvim");
  }

  @Test
  void aCharacterThatIsCutIsLeftOut() {
    assertThat(redrawn(7, "€abcde", "")).isEqualTo("\u001bcabcde");
  }

  private static String redrawn(int capacity, String... pieces) {
    OutputRing ring = new OutputRing(capacity);
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      ring.append(bytes, 0, bytes.length);
    }
    return new String(ring.redraw(), StandardCharsets.UTF_8);
  }
}
