package io.sojourn.relay;

import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The secret with which a host or viewer comes back: {@code st_<session id>_<43 base64url>}, of
 * which the kernel keeps only the SHA-256 of the whole text.
 *
 * @param session whose token it is
 * @param text the whole token
 */
record ResumeToken(SessionId session, String text) {

  private static final String PREFIX = "st_";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;
  private static final int LENGTH = PREFIX.length() + SessionId.TEXT_LENGTH + 1 + SECRET_LENGTH;

  /** Draws a new id and a token for it. */
  static ResumeToken draw(SecureRandom random) {
    SessionId id = new SessionId(random.nextLong(), random.nextLong());
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new ResumeToken(id, PREFIX + id + "_" + encoded);
  }

  /** Reads a token, or answers null if it cannot be one. */
  static @Nullable ResumeToken read(String text) {
    int idEnd = PREFIX.length() + SessionId.TEXT_LENGTH;
    if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(idEnd) != '_') {
      return null;
    }
    try {
      return new ResumeToken(SessionId.parse(text.substring(PREFIX.length(), idEnd)), text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  TokenHash hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new TokenHash(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return PREFIX + session + "_…";
  }
}
