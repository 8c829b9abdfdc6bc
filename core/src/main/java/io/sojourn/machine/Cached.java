package io.sojourn.machine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a reply lies in the reply cache: one byte that tells success from failure, then the bytes.
 */
final class Cached {

  /** How many bytes a cached reply is longer than the reply. */
  static final int OVERHEAD = 1;

  private static final byte SUCCESS = 0;
  private static final byte FAILURE = 1;

  private Cached() {}

  static byte[] success(byte[] reply) {
    return tagged(SUCCESS, reply);
  }

  /** Cuts the reason where it would not fit into the cache: every failure must. */
  static byte[] failure(String reason, int cachedBytesMax) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    return tagged(FAILURE, Arrays.copyOf(bytes, Math.min(bytes.length, cachedBytesMax - OVERHEAD)));
  }

  private static byte[] tagged(byte tag, byte[] reply) {
    byte[] cached = new byte[reply.length + OVERHEAD];
    cached[0] = tag;
    System.arraycopy(reply, 0, cached, OVERHEAD, reply.length);
    return cached;
  }

  /** The reply to a retry. */
  static Reply executed(byte[] cached) {
    return cached[0] == SUCCESS
        ? new Reply.Executed(Arrays.copyOfRange(cached, OVERHEAD, cached.length), true)
        : failed(cached, true);
  }

  static Reply failed(byte[] cached, boolean replayed) {
    String reason = new String(cached, OVERHEAD, cached.length - OVERHEAD, StandardCharsets.UTF_8);
    return new Reply.Failed(reason, replayed);
  }
}
