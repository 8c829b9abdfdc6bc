package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/**
 * The arguments of CREATE_SESSION (RFC 8881, 18.36.1).
 *
 * @param clientId whose session it is to be
 * @param sequence numbers the client's creations of sessions, 0 to 2^32-1
 * @param flags of {@link CreateSessionFlags}
 * @param fore what is asked of the fore channel
 * @param back what is asked of the back channel
 * @param callbackProgram the RPC program that callbacks call
 * @param security the credentials that callbacks may show
 */
public record CreateSessionArguments(
    long clientId,
    long sequence,
    int flags,
    ChannelAttributes fore,
    ChannelAttributes back,
    int callbackProgram,
    List<CallbackSecurity> security) {

  /** Copies the list. */
  public CreateSessionArguments {
    security = List.copyOf(security);
  }

  /** Reads them. */
  public static CreateSessionArguments read(XdrReader from) throws XdrException {
    return new CreateSessionArguments(
        from.readLong(),
        from.readUnsigned(),
        from.readInt(),
        ChannelAttributes.read(from),
        ChannelAttributes.read(from),
        from.readInt(),
        CallbackSecurity.readList(from));
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    to.writeLong(clientId);
    to.writeInt((int) sequence);
    to.writeInt(flags);
    fore.write(to);
    back.write(to);
    to.writeInt(callbackProgram);
    CallbackSecurity.writeList(security, to);
  }
}
