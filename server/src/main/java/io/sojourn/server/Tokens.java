package io.sojourn.server;

import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The secrets of this door: session tokens {@code st_<session id>_<43 characters>} and API keys
 * {@code sk_<43 characters>}, each with 256 random bits.
 *
 * <p>A token is shown to its bearer once. What is kept is the SHA-256 of its whole text: with 256
 * random bits in it, a slow hash would add nothing.
 */
final class Tokens {

  /** How API keys begin. */
  static final String KEY_PREFIX = "sk_";

  /** How session tokens begin. */
  static final String SESSION_PREFIX = "st_";

  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;
  private static final int TOKEN_LENGTH =
      SESSION_PREFIX.length() + SessionId.TEXT_LENGTH + 1 + SECRET_LENGTH;

  private final SecureRandom random = new SecureRandom();

  SessionId newSessionId() {
    return new SessionId(random.nextLong(), random.nextLong());
  }

  String newSessionToken(SessionId id) {
    return SESSION_PREFIX + id + "_" + secret();
  }

  String newApiKey() {
    return KEY_PREFIX + secret();
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Which session a token speaks of, if it has the form of one. Proves nothing. */
  static Optional<SessionId> sessionOf(String token) {
    int from = SESSION_PREFIX.length();
    int to = from + SessionId.TEXT_LENGTH;
    if (token.length() != TOKEN_LENGTH
        || !token.startsWith(SESSION_PREFIX)
        || token.charAt(to) != '_') {
      return Optional.empty();
    }
    try {
      return Optional.of(SessionId.parse(token.substring(from, to)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the text has the form of an API key. */
  static boolean isApiKey(String text) {
    return text.length() == KEY_PREFIX.length() + SECRET_LENGTH
        && text.startsWith(KEY_PREFIX)
        && text.substring(KEY_PREFIX.length()).chars().allMatch(Tokens::isBase64Url);
  }

  private static boolean isBase64Url(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  static TokenHash hash(String secret) {
    return new TokenHash(sha256(secret.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
