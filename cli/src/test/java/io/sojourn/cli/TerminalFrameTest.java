package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalFrameTest {
  @Test
  void aFrameIsTheLengthOfTheIdTheIdAndTheBytes() {
    byte[] bytes = "xhix".getBytes(StandardCharsets.US_ASCII);
    assertThat(TerminalFrame.encode("ab", bytes, 1, 2))
        .isEqualTo(ByteBuffer.wrap(new byte[] {2, 'a', 'b', 'h', 'i'}));
  }

  @Test
  void whatIsEncodedIsReadBack() {
    byte[] bytes = "hé".getBytes(StandardCharsets.UTF_8);
    TerminalFrame read = TerminalFrame.decode(TerminalFrame.encode("é1", bytes, 0, bytes.length));
    assertThat(read.terminal()).isEqualTo("é1");
    assertThat(read.bytes()).isEqualTo(ByteBuffer.wrap(bytes));
  }

  @Test
  void aFrameShorterThanItsHeaderIsRefused() {
    for (byte[] wire : new byte[][] {{}, {0}, {0, 1}, {3, 'a', 'b'}, {(byte) 255, 'a'}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TerminalFrame.decode(ByteBuffer.wrap(wire)));
    }
  }

  @Test
  void anIdThatDoesNotFitTheHeaderIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TerminalFrame.encode("é".repeat(128), new byte[0], 0, 0));
  }
}
