package io.sojourn.nfs.session;

import java.util.Optional;

/**
 * What a server says of itself in the answer to EXCHANGE_ID (RFC 8881, 2.5 and 2.10.5). Two
 * addresses that answer with the same owner and scope are one server to a client, which may then
 * use the same sessions over both.
 *
 * @param minorId tells apart servers that share clients but not sessions
 * @param majorId the server; at most 1024 bytes, not to be changed
 * @param scope within which filehandles and client owners mean the same; at most 1024 bytes, not to
 *     be changed
 * @param implementation which program it is
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record ServerIdentity(
    long minorId, byte[] majorId, byte[] scope, Optional<ImplementationId> implementation) {

  /** How long an owner's major id and a scope may be, in bytes (NFS4_OPAQUE_LIMIT). */
  public static final int BYTES_MAX = 1024;

  /** Refuses what no client could read. */
  public ServerIdentity {
    if (majorId.length > BYTES_MAX || scope.length > BYTES_MAX) {
      throw new IllegalArgumentException("a server's identity is longer than the protocol allows");
    }
  }
}
