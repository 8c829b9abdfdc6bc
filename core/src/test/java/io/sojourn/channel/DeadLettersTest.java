package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  @Test
  void lettersAreKeptInTheOrderOfTheirDeath() {
    assertThat(numbers(DeadLetters.NONE.plus(letter(3, 1), 9, 9).plus(letter(1, 1), 9, 9)))
        .containsExactly(3L, 1L);
  }

  @Test
  void tooManyLettersPushTheOldestOut() {
    DeadLetters dead = DeadLetters.NONE;
    for (int number = 1; number <= 5; number++) {
      dead = dead.plus(letter(number, 0), 2, 0);
    }
    assertThat(numbers(dead)).containsExactly(4L, 5L);
    assertThat(dead.forgotten()).isEqualTo(3);
  }

  @Test
  void tooManyBytesPushOutAsManyAsAreNeeded() {
    DeadLetters dead = DeadLetters.NONE;
    for (int number = 1; number <= 3; number++) {
      dead = dead.plus(letter(number, 4), 9, 12);
    }
    assertThat(numbers(dead)).containsExactly(1L, 2L, 3L);
    assertThat(numbers(dead.plus(letter(4, 5), 9, 12))).containsExactly(3L, 4L);
    assertThat(numbers(dead.plus(letter(4, 12), 9, 12))).containsExactly(4L);
  }

  @Test
  void theNewestIsKeptHoweverLongItIs() {
    assertThat(numbers(DeadLetters.NONE.plus(letter(1, 1), 9, 2).plus(letter(2, 3), 9, 2)))
        .containsExactly(2L);
  }

  @Test
  void fewerThanNoneAreNeverForgotten() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetters(-1, List.of()));
  }

  private static DeadLetter letter(long number, int bytes) {
    return new DeadLetter(number, 1, "why", new byte[bytes]);
  }

  private static List<Long> numbers(DeadLetters dead) {
    List<Long> numbers = new ArrayList<>();
    dead.letters().forEach(letter -> numbers.add(letter.number()));
    return numbers;
  }
}
