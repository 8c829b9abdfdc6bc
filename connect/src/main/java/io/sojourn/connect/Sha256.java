package io.sojourn.connect;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that tokens, nonces and requests are known by. */
final class Sha256 {

  /** Looking for who provides one takes longer than hashing a request. */
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::make);

  private Sha256() {}

  /** Any thread may call; meant for the few that event loops run on. */
  static byte[] of(byte[] bytes) {
    return DIGEST.get().digest(bytes); // which resets it
  }

  private static MessageDigest make() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Tells a retry from another request under the same number. */
  static long fingerprint(byte[] body) {
    return ByteBuffer.wrap(of(body)).getLong();
  }
}
