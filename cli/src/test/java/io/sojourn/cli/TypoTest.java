package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypoTest {
  private static final List<String> WORDS = List.of("put", "get", "list", "sessions", "serve");

  @Test
  void aLetterTooManyTooFewWrongOrSwappedIsATypo() {
    assertThat(Typo.meant("sesssions", WORDS)).contains("sessions");
    assertThat(Typo.meant("sesions", WORDS)).contains("sessions");
    assertThat(Typo.meant("serbe", WORDS)).contains("serve");
    assertThat(Typo.meant("esrve", WORDS)).contains("serve");
    assertThat(Typo.meant("lst", WORDS)).contains("list");
  }

  @Test
  void anotherWordIsNone() {
    assertThat(Typo.meant("watch", WORDS)).isEmpty();
    assertThat(Typo.meant("", WORDS)).isEmpty();
    assertThat(Typo.meant("s".repeat(100_000), WORDS)).isEmpty();
    assertThat(Typo.meant("put", List.of())).isEmpty();
  }
}
