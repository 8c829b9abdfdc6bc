package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsDoubleUpToABoundAndAreDrawnFromTheUpperHalf() {
    Backoff backoff = new Backoff(new Random(7));
    long ceiling = Backoff.FIRST_MILLIS;
    for (int attempt = 0; attempt < 12; attempt++) {
      assertThat(backoff.next().toMillis())
          .as("attempt %d, seed 7", attempt)
          .isBetween(ceiling / 2, ceiling);
      ceiling = Math.min(Backoff.LONGEST_MILLIS, ceiling * 2);
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(Backoff.FIRST_MILLIS);
  }

  @Test
  void twoClientsDoNotReturnTogether() {
    Backoff one = new Backoff(new Random(1));
    Backoff other = new Backoff(new Random(2));
    assertThat(one.next()).isNotEqualTo(other.next());
  }
}
