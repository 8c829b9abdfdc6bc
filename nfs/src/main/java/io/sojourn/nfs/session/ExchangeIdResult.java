package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The result of an EXCHANGE_ID that succeeded (RFC 8881, 18.35.2). State protection is always
 * SP4_NONE in it.
 *
 * @param clientId the client id
 * @param sequence what the next CREATE_SESSION has to carry, 0 to 2^32-1; of no meaning to the
 *     client if the record is confirmed
 * @param flags of {@link ExchangeIdFlags}
 * @param server who answers
 */
public record ExchangeIdResult(long clientId, long sequence, int flags, ServerIdentity server) {

  /** Reads what follows the status. */
  public static ExchangeIdResult read(XdrReader from) throws XdrException {
    long clientId = from.readLong();
    long sequence = from.readUnsigned();
    int flags = from.readInt();
    if (from.readInt() != 0) {
      throw new XdrException("a state protection that was not asked for");
    }
    ServerIdentity server =
        new ServerIdentity(
            from.readLong(),
            from.readOpaque(ServerIdentity.BYTES_MAX),
            from.readOpaque(ServerIdentity.BYTES_MAX),
            ImplementationId.readOptional(from));
    return new ExchangeIdResult(clientId, sequence, flags, server);
  }

  /** Writes what follows the status. */
  public void write(XdrWriter to) {
    to.writeLong(clientId);
    to.writeInt((int) sequence);
    to.writeInt(flags);
    to.writeInt(0); // SP4_NONE
    to.writeLong(server.minorId());
    to.writeOpaque(server.majorId());
    to.writeOpaque(server.scope());
    ImplementationId.writeOptional(server.implementation(), to);
  }
}
