package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * The result of a CREATE_SESSION that succeeded (RFC 8881, 18.36.2).
 *
 * @param session the new session
 * @param sequence that of the arguments
 * @param flags those that are granted, of {@link CreateSessionFlags}
 * @param fore what is granted of the fore channel
 * @param back what is granted of the back channel
 */
public record CreateSessionResult(
    SessionKey session, long sequence, int flags, ChannelAttributes fore, ChannelAttributes back) {

  /** Reads what follows the status. */
  public static CreateSessionResult read(XdrReader from) throws XdrException {
    return new CreateSessionResult(
        SessionKey.read(from),
        from.readUnsigned(),
        from.readInt(),
        ChannelAttributes.read(from),
        ChannelAttributes.read(from));
  }

  /** Writes what follows the status. */
  public void write(XdrWriter to) {
    session.write(to);
    to.writeInt((int) sequence);
    to.writeInt(flags);
    fore.write(to);
    back.write(to);
  }
}
