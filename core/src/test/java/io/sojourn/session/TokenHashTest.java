package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenHashTest {

  @Test
  void hashesAreEqualWhenAllBytesAre() {
    byte[] bytes = counting();
    assertThat(new TokenHash(bytes)).isEqualTo(new TokenHash(counting()));
    assertThat(new TokenHash(bytes)).hasSameHashCodeAs(new TokenHash(counting()));
    for (int i = 0; i < TokenHash.LENGTH; i++) {
      byte[] other = counting();
      other[i] ^= (byte) 0x80;
      assertThat(new TokenHash(other)).isNotEqualTo(new TokenHash(bytes));
    }
    assertThat(new TokenHash(bytes)).isNotEqualTo(bytes);
  }

  @Test
  void aHashIsNotChangedThroughTheArraysGivenAndTaken() {
    byte[] given = counting();
    TokenHash hash = new TokenHash(given);
    given[0] = 99;
    hash.toBytes()[1] = 99;
    assertThat(hash.toBytes()).isEqualTo(counting());
  }

  @Test
  void anyOtherLengthIsRefused() {
    for (int length : new int[] {0, 1, 31, 33, 64}) {
      assertThatThrownBy(() -> new TokenHash(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theTextShowsFourBytesOnly() {
    assertThat(new TokenHash(counting())).hasToString("TokenHash[00010203…]");
  }

  private static byte[] counting() {
    byte[] bytes = new byte[TokenHash.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
