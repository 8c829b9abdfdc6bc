package io.sojourn.nfs.protocol;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.HexFormat;

/**
 * The id of a session, 16 bytes (sessionid4; RFC 8881, 2.10.3 and 18.36).
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record SessionKey(long high, long low) {

  /** How many bytes it has. */
  public static final int BYTES = 16;

  /** Reads one. */
  public static SessionKey read(XdrReader from) throws XdrException {
    return new SessionKey(from.readLong(), from.readLong());
  }

  /** Writes it. */
  public void write(XdrWriter to) {
    to.writeLong(high);
    to.writeLong(low);
  }

  /**
   * Of 32 hexadecimal digits.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static SessionKey parse(String text) {
    if (text.length() != 2 * BYTES) {
      throw new IllegalArgumentException("the id of an NFS session has 32 hexadecimal digits");
    }
    return new SessionKey(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
