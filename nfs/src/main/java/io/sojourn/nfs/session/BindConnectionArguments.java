package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The arguments of BIND_CONN_TO_SESSION (RFC 8881, 18.34.1).
 *
 * @param session the session
 * @param direction which channels the connection is to be for
 * @param rdma whether it is to go over to RDMA
 */
public record BindConnectionArguments(
    SessionKey session, ChannelDirection direction, boolean rdma) {

  /** Reads them. */
  public static BindConnectionArguments read(XdrReader from) throws XdrException {
    return new BindConnectionArguments(
        SessionKey.read(from), ChannelDirection.read(from), from.readBoolean());
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    session.write(to);
    to.writeInt(direction.code());
    to.writeBoolean(rdma);
  }
}
