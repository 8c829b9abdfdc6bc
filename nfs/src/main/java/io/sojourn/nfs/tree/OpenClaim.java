package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** By what right a file is opened, and how it is named (open_claim4; RFC 8881, 18.16.1). */
sealed interface OpenClaim {

  /** By a name in the current directory. */
  record ByName(FileName name) implements OpenClaim {}

  /** The current filehandle itself. */
  record ByHandle() implements OpenClaim {}

  /** The current filehandle, which the client had open before the server lost track. */
  record Previous() implements OpenClaim {}

  /** By a name in the current directory, of a file that the client has a delegation of. */
  record DelegatedByName(StateId delegation, FileName name) implements OpenClaim {}

  /** The current filehandle, that the client has a delegation of. */
  record DelegatedByHandle(StateId delegation) implements OpenClaim {}

  /** By a delegation of an earlier life of the client: none is kept over that. */
  record DelegatedBefore() implements OpenClaim {}

  /** Reads one. */
  static OpenClaim read(XdrReader from) throws XdrException {
    int claim = from.readInt();
    return switch (claim) {
      case 0 -> new ByName(FileName.read(from));
      case 1 -> {
        from.readInt(); // the kind of delegation it had: it gets what anybody would get
        yield new Previous();
      }
      case 2 -> new DelegatedByName(StateId.read(from), FileName.read(from));
      case 3 -> {
        FileName.read(from);
        yield new DelegatedBefore();
      }
      case 4 -> new ByHandle();
      case 5 -> new DelegatedByHandle(StateId.read(from));
      case 6 -> new DelegatedBefore();
      default -> throw new XdrException("no such claim: " + claim);
    };
  }
}
