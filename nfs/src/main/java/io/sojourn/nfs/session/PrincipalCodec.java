package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/** A principal as XDR, for what is kept. */
final class PrincipalCodec {

  private PrincipalCodec() {}

  static Principal read(XdrReader from) throws XdrException {
    int flavor = from.readInt();
    long uid = from.readUnsigned();
    long gid = from.readUnsigned();
    int count = from.readCount(Principal.GIDS_MAX);
    List<Long> gids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gids.add(from.readUnsigned());
    }
    return new Principal(flavor, uid, gid, gids);
  }

  static void write(Principal principal, XdrWriter to) {
    to.writeInt(principal.flavor());
    to.writeInt((int) principal.uid());
    to.writeInt((int) principal.gid());
    to.writeInt(principal.gids().size());
    principal.gids().forEach(gid -> to.writeInt((int) (long) gid));
  }
}
