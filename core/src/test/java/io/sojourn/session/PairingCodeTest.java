package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.PairingCode.Reading;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairingCodeTest {

  @Test
  void theAlphabetHasThirtyOneCharactersAndNoLookAlikes() {
    assertThat(PairingCode.ALPHABET).hasSize(31).doesNotContain("0", "O", "1", "I", "L");
    assertThat(PairingCode.ALPHABET.chars().distinct()).hasSize(31);
    assertThat(PairingCode.ALPHABET).isEqualTo(PairingCode.ALPHABET.toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @CsvSource({"ABC234,ABC234", "abc234,ABC234", "aBcDeFgHjKmN,ABCDEFGHJKMN", "qwzxyv,QWZXYV"})
  void aTypedCodeIsReadInEitherCase(String typed, String canonical) {
    assertThat(PairingCode.read(typed))
        .isEqualTo(new Reading.WellFormed(new PairingCode(canonical)));
  }

  @Test
  void everyCharacterOfTheAlphabetIsReadInEitherCase() {
    for (char c : PairingCode.ALPHABET.toCharArray()) {
      String code = String.valueOf(c).repeat(6);
      assertThat(PairingCode.read(code)).isEqualTo(PairingCode.read(code.toLowerCase(Locale.ROOT)));
      assertThat(PairingCode.read(code)).isEqualTo(new Reading.WellFormed(new PairingCode(code)));
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'0', 'O', 'o'})
  void zeroAndOAreRefusedWithAHint(char lookAlike) {
    assertThat(hint("ABC23" + lookAlike)).contains("O", "0", "Q or D");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', 'I', 'i', 'L', 'l'})
  void oneAndItsLookAlikesAreRefusedWithAHint(char lookAlike) {
    assertThat(hint(lookAlike + "BC234")).contains("I and L", "1");
  }

  @ParameterizedTest
  @ValueSource(
      chars = {
        '\uff12', // full-width 2
        '\uff21', // full-width A
        '\u0131', // dotless i
        '\u0130', // dotted capital I
        '\u017f', // long s, which some fold to S
        '\u212a', // Kelvin sign, which some fold to K
        '\u0410', // Cyrillic A
        '\u0662', // Arabic-Indic 2
        '\ud835', // half of a mathematical letter
        ' ', '-', '\n', '\0', '@', '[', '`', '{'
      })
  void lettersOfOtherAlphabetsAreRefusedNotFolded(char foreign) {
    assertThat(hint("ABC23" + foreign)).contains("A to Z");
    assertThat(hint(foreign + "BC234")).contains("A to Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "ABC23", "ABCDEFGHJKMNP", " ABC234 456789"})
  void tooShortAndTooLongAreRefusedWithTheLength(String typed) {
    assertThat(hint(typed)).contains("6 to 12");
  }

  @Test
  void aHintNeverRepeatsWhatWasTyped() {
    assertThat(hint("<b>hi!")).doesNotContain("<");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ABC23", "abc234", "ABC230", "ABCDEFGHJKMNP", "ABC 234"})
  void onlyTheCanonicalFormIsACode(String text) {
    assertThatThrownBy(() -> new PairingCode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String hint(String typed) {
    return switch (PairingCode.read(typed)) {
      case Reading.Malformed malformed -> malformed.hint();
      case Reading.WellFormed code -> throw new AssertionError(typed + " was read as " + code);
    };
  }
}
