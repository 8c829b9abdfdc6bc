package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The result of a BIND_CONN_TO_SESSION that succeeded (RFC 8881, 18.34.2). RDMA is never granted.
 *
 * @param session the session
 * @param binding which channels the connection is for
 */
public record BindConnectionResult(SessionKey session, Binding binding) {

  /** Reads what follows the status. */
  public static BindConnectionResult read(XdrReader from) throws XdrException {
    BindConnectionResult result =
        new BindConnectionResult(SessionKey.read(from), Binding.read(from));
    from.readBoolean();
    return result;
  }

  /** Writes what follows the status. */
  public void write(XdrWriter to) {
    session.write(to);
    to.writeInt(binding.code());
    to.writeBoolean(false);
  }
}
