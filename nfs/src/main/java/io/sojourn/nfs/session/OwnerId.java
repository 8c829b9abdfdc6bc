package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a client calls itself, over all its restarts (co_ownerid; RFC 8881, 2.4): bytes without a
 * meaning to the server.
 *
 * @param bytes at most {@link #BYTES_MAX}; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, see equals
public record OwnerId(byte[] bytes) {

  /** How long one may be (NFS4_OPAQUE_LIMIT). */
  public static final int BYTES_MAX = 1024;

  /** Refuses one that is too long. */
  public OwnerId {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("an owner has at most " + BYTES_MAX + " bytes");
    }
  }

  /** Reads one. */
  public static OwnerId read(XdrReader from) throws XdrException {
    return new OwnerId(from.readOpaque(BYTES_MAX));
  }

  /** Writes it. */
  public void write(XdrWriter to) {
    to.writeOpaque(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OwnerId owner && Arrays.equals(bytes, owner.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal digits: it may hold anything. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
