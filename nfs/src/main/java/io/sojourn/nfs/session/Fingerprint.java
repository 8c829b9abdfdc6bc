package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Principal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 64 bits that stand for the content of a request and its principal, to tell a retry from another
 * request under the same number (RFC 8881, 2.10.6.1.3.1). The same on every node and for ever,
 * since it is kept. Not a cryptographic hash: a client that makes two requests collide is answered
 * its own reply, of its own session.
 */
public final class Fingerprint {

  /*
   * Eight bytes at a time: add, multiply by an odd constant, fold the upper half down. Each step
   * can be undone, so that two messages of one length that differ in one word never collide; the
   * last steps (the finalizer of MurmurHash3) spread every bit over all.
   */

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  private Fingerprint() {}

  /**
   * That of a compound. Neither its tag nor its SEQUENCE counts: a retry may carry another highest
   * slot.
   *
   * @param principal who sends it; the groups do not count
   * @param minorVersion of the compound
   * @param operations how many there are, SEQUENCE included
   * @param bytes the array that holds the operations
   * @param begin where those behind SEQUENCE begin
   * @param end where they end
   */
  public static long ofCompound(
      Principal principal, int minorVersion, int operations, byte[] bytes, int begin, int end) {
    long hash = step(principal.flavor(), principal.uid());
    hash = step(hash, ((long) minorVersion << 32) + operations);
    return finish(steps(hash, bytes, begin, end));
  }

  /** That of arguments which a principal sends. */
  static long ofArguments(Principal principal, byte[] bytes, int length) {
    long hash = step(principal.flavor(), principal.uid());
    return finish(steps(hash, bytes, 0, length));
  }

  private static long steps(long seed, byte[] bytes, int begin, int end) {
    long hash = step(seed, end - begin);
    int at = begin;
    for (; at + 8 <= end; at += 8) {
      hash = step(hash, (long) LONG.get(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (bytes[at] & 0xff);
    }
    return step(hash, rest);
  }

  private static long step(long hash, long word) {
    long mixed = (hash ^ word) * ODD;
    return mixed ^ mixed >>> 32;
  }

  private static long finish(long hash) {
    long mixed = hash;
    mixed = (mixed ^ mixed >>> 33) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ mixed >>> 33;
  }
}
