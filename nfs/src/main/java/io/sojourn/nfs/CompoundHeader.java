package io.sojourn.nfs;

import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What COMPOUND4args begins with (RFC 8881, 16.2).
 *
 * @param tag as it came
 * @param minorVersion 0 to 2^32-1
 * @param count how many operations are claimed to follow, 0 to 2^32-1
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
record CompoundHeader(byte[] tag, long minorVersion, long count) {

  private static final byte[] NO_TAG = {};

  /** Reads it, and leaves the reader at the first operation. */
  static CompoundHeader read(XdrReader from) throws XdrException {
    int length = from.readCount(CompoundCall.TAG_BYTES_MAX);
    byte[] tag = length == 0 ? NO_TAG : from.readFixed(length);
    return new CompoundHeader(tag, from.readUnsigned(), from.readUnsigned());
  }

  /** Whether the tag is UTF-8, as it has to be. */
  boolean hasGoodTag() {
    for (byte each : tag) {
      if (each < 0) {
        return isUtf8();
      }
    }
    return true;
  }

  private boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(tag));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
