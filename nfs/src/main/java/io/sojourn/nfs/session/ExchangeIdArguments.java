package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Optional;

/**
 * The arguments of EXCHANGE_ID (RFC 8881, 18.35.1).
 *
 * @param verifier tells one incarnation of the client from the next
 * @param owner what the client calls itself
 * @param flags of {@link ExchangeIdFlags}
 * @param protection how its state is to be protected
 * @param implementation which program the client is
 */
public record ExchangeIdArguments(
    long verifier,
    OwnerId owner,
    int flags,
    StateProtection protection,
    Optional<ImplementationId> implementation) {

  /** Reads them. */
  public static ExchangeIdArguments read(XdrReader from) throws XdrException {
    return new ExchangeIdArguments(
        from.readLong(),
        OwnerId.read(from),
        from.readInt(),
        StateProtection.read(from),
        ImplementationId.readOptional(from));
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    to.writeLong(verifier);
    owner.write(to);
    to.writeInt(flags);
    StateProtection.write(protection, to);
    ImplementationId.writeOptional(implementation, to);
  }
}
