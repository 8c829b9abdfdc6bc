package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.protocol.SessionKey;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids of sessions cannot be guessed (RFC 8881, 2.10.3 and 21). */
class SessionKeysTest {

  @Test
  void noTwoAreAlike() {
    SessionKeys keys = new SessionKeys(new SecureRandom());
    Set<SessionKey> drawn = new HashSet<>();
    long differing = 0;
    for (int i = 0; i < 1000; i++) {
      SessionKey key = keys.draw();
      drawn.add(key);
      differing |= key.high();
    }
    assertThat(drawn).hasSize(1000);
    assertThat(differing).isEqualTo(-1L); // each bit was set once
  }

  @Test
  void withoutChanceThereIsNoId() {
    SecureRandom broken =
        new SecureRandom() {
          private static final long serialVersionUID = 1;

          @Override
          public void nextBytes(byte[] bytes) {
            throw new IllegalStateException("no entropy");
          }
        };
    SessionKeys keys = new SessionKeys(broken);
    assertThatThrownBy(keys::draw).isInstanceOf(IllegalStateException.class);
  }
}
