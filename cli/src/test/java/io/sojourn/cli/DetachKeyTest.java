package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DetachKeyTest {
  private final DetachKey detach = new DetachKey();

  @Test
  void thePrefixAndQLeaveAndNothingAfterThemIsSent() {
    assertThat(typed("ls\r\u001dqrm -rf")).isEqualTo("ls\r");
    assertThat(detach.isPressed()).isTrue();
  }

  @Test
  void thePrefixMayComeAloneAndQLater() {
    assertThat(typed("\u001d")).isEmpty();
    assertThat(detach.isPressed()).isFalse();
    assertThat(typed("q")).isEmpty();
    assertThat(detach.isPressed()).isTrue();
  }

  @Test
  void thePrefixTwiceIsThePrefixOnce() {
    assertThat(typed("\u001d\u001dq")).isEqualTo("\u001dq");
    assertThat(detach.isPressed()).isFalse();
  }

  @Test
  void thePrefixBeforeAnyOtherKeyGoesThrough() {
    assertThat(typed("a\u001dbc")).isEqualTo("a\u001dbc");
  }

  private String typed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(detach.filter(bytes, bytes.length), StandardCharsets.UTF_8);
  }
}
