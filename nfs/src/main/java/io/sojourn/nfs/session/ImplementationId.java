package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Optional;

/**
 * Which program somebody runs (nfs_impl_id4; RFC 8881, 18.35). For people to look at; nothing may
 * depend on it.
 *
 * @param domain of the DNS, of who made it; at most {@link #BYTES_MAX} bytes
 * @param name of the program and its version; at most {@link #BYTES_MAX} bytes
 * @param seconds when it was built, since 1970
 * @param nanoseconds the rest of the second, 0 to 2^32-1
 */
public record ImplementationId(String domain, String name, long seconds, int nanoseconds) {

  /** How long domain and name may be, in bytes of UTF-8. */
  public static final int BYTES_MAX = 1024;

  /** Reads one. */
  public static ImplementationId read(XdrReader from) throws XdrException {
    String domain = from.readText(BYTES_MAX);
    String name = from.readText(BYTES_MAX);
    return new ImplementationId(domain, name, from.readLong(), from.readInt());
  }

  /** Writes it. */
  public void write(XdrWriter to) {
    to.writeText(domain);
    to.writeText(name);
    to.writeLong(seconds);
    to.writeInt(nanoseconds);
  }

  /** Reads an array of none or one. */
  static Optional<ImplementationId> readOptional(XdrReader from) throws XdrException {
    return from.readCount(1) == 0 ? Optional.empty() : Optional.of(read(from));
  }

  /** Writes an array of none or one. */
  static void writeOptional(Optional<ImplementationId> id, XdrWriter to) {
    to.writeInt(id.isPresent() ? 1 : 0);
    id.ifPresent(present -> present.write(to));
  }
}
