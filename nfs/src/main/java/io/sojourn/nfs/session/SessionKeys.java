package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Draws ids of sessions: 128 random bits that nobody can guess (RFC 8881, 2.10.3). It fails closed:
 * if the source of chance fails, its exception goes to the caller and there is no id; none is ever
 * made of anything else.
 */
public final class SessionKeys {

  private final SecureRandom random;

  /** Draws from that source. */
  public SessionKeys(SecureRandom random) {
    this.random = random;
  }

  /** Draws one; from any thread. */
  public SessionKey draw() {
    byte[] bytes = new byte[SessionKey.BYTES];
    random.nextBytes(bytes);
    ByteBuffer drawn = ByteBuffer.wrap(bytes);
    return new SessionKey(drawn.getLong(), drawn.getLong());
  }
}
