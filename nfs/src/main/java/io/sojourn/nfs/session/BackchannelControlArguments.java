package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/**
 * The arguments of BACKCHANNEL_CTL (RFC 8881, 18.33.1).
 *
 * @param callbackProgram the RPC program that callbacks call from now on
 * @param security the credentials that callbacks may show from now on
 */
public record BackchannelControlArguments(int callbackProgram, List<CallbackSecurity> security) {

  /** Copies the list. */
  public BackchannelControlArguments {
    security = List.copyOf(security);
  }

  /** Reads them. */
  public static BackchannelControlArguments read(XdrReader from) throws XdrException {
    return new BackchannelControlArguments(from.readInt(), CallbackSecurity.readList(from));
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    to.writeInt(callbackProgram);
    CallbackSecurity.writeList(security, to);
  }
}
