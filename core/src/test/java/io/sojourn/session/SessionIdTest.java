package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.testing.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {

  @Test
  void theTextIsThirtyTwoLowerCaseHexadecimalDigits() {
    assertThat(new SessionId(0, 0)).hasToString("0".repeat(32));
    assertThat(new SessionId(-1, -1)).hasToString("f".repeat(32));
    assertThat(new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L))
        .hasToString("0123456789abcdeffedcba9876543210");
  }

  @Test
  void everyIdIsReadBackAndOrderedLikeItsText() {
    Seeds.run(
        50,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SessionId a = new SessionId(random.nextLong(), random.nextLong());
          SessionId b = new SessionId(random.nextBoolean() ? a.high() : ~a.high(), ~a.low());
          assertThat(SessionId.parse(a.toString())).isEqualTo(a);
          assertThat(Integer.signum(a.compareTo(b)))
              .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
          assertThat(a.compareTo(new SessionId(a.high(), a.low()))).isZero();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdeffedcba987654321",
        "0123456789abcdeffedcba98765432100",
        "0123456789ABCDEFFEDCBA9876543210",
        "0123456789abcdeffedcba987654321g",
        "-123456789abcdeffedcba9876543210",
        " 123456789abcdeffedcba9876543210",
        "0123456789abcdeffedcba987654321\uff10",
        "0123456789abcdeffedcba987654321\u0660"
      })
  void anyOtherTextIsRefused(String text) {
    assertThatThrownBy(() -> SessionId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
