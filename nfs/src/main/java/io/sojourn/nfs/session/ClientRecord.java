package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Optional;

/**
 * What is kept of a client (RFC 8881, 2.4 and 18.35.4).
 *
 * @param id the client id
 * @param owner what it calls itself
 * @param verifier which incarnation of it
 * @param principal who sent its first EXCHANGE_ID
 * @param confirmed whether it has created a session
 * @param flags it asked for, of {@link ExchangeIdFlags}
 * @param implementation which program it is
 * @param createdAt when, in milliseconds of cluster time
 * @param creations the slot of its CREATE_SESSIONs
 * @param reclaimComplete whether it has said that it reclaims no more (18.51)
 */
public record ClientRecord(
    long id,
    OwnerId owner,
    long verifier,
    Principal principal,
    boolean confirmed,
    int flags,
    Optional<ImplementationId> implementation,
    long createdAt,
    CreationSlot creations,
    boolean reclaimComplete) {

  private static final int VERSION = 1;

  ClientRecord asConfirmed() {
    return new ClientRecord(
        id,
        owner,
        verifier,
        principal,
        true,
        flags,
        implementation,
        createdAt,
        creations,
        reclaimComplete);
  }

  ClientRecord withCreations(CreationSlot slot) {
    return new ClientRecord(
        id,
        owner,
        verifier,
        principal,
        confirmed,
        flags,
        implementation,
        createdAt,
        slot,
        reclaimComplete);
  }

  ClientRecord withProgram(int newFlags, Optional<ImplementationId> newImplementation) {
    return new ClientRecord(
        id,
        owner,
        verifier,
        principal,
        confirmed,
        newFlags,
        newImplementation,
        createdAt,
        creations,
        reclaimComplete);
  }

  /** The same, with or without the word that it reclaims no more. */
  public ClientRecord withReclaimComplete(boolean complete) {
    return new ClientRecord(
        id,
        owner,
        verifier,
        principal,
        confirmed,
        flags,
        implementation,
        createdAt,
        creations,
        complete);
  }

  /** Reads one as {@link #write} wrote it. */
  public static ClientRecord read(XdrReader from) throws XdrException {
    int version = from.readInt();
    if (version != VERSION) {
      throw new XdrException("a client of version " + version);
    }
    return new ClientRecord(
        from.readLong(),
        OwnerId.read(from),
        from.readLong(),
        PrincipalCodec.read(from),
        from.readBoolean(),
        from.readInt(),
        ImplementationId.readOptional(from),
        from.readLong(),
        CreationSlot.read(from),
        from.readBoolean());
  }

  /** Writes it, behind the version of the form. */
  public void write(XdrWriter to) {
    to.writeInt(VERSION);
    to.writeLong(id);
    owner.write(to);
    to.writeLong(verifier);
    PrincipalCodec.write(principal, to);
    to.writeBoolean(confirmed);
    to.writeInt(flags);
    ImplementationId.writeOptional(implementation, to);
    to.writeLong(createdAt);
    creations.write(to);
    to.writeBoolean(reclaimComplete);
  }
}
