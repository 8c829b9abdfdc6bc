package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** How long the results of operations are, which have no length of their own on the wire. */
final class ResultShape {

  private static final int OPAQUE_MAX = 16 << 20;
  private static final int COUNT_MAX = 1 << 16;
  private static final int STATEID = 16;
  private static final int CHANGE_INFO = 20;
  private static final int RPCSEC_GSS = 6;

  private ResultShape() {}

  /** Passes over what follows the status of an operation. */
  static void skip(int operation, int status, XdrReader from) throws XdrException {
    if (operation == Op.SETATTR) {
      skipWords(from); // whatever the status
    } else if (status == Status.OK.code()) {
      skipOk(operation, from);
    } else if (status == Status.DENIED.code() && (operation == Op.LOCK || operation == Op.LOCKT)) {
      from.skip(28);
      from.skipOpaque(OPAQUE_MAX);
    }
  }

  private static void skipOk(int operation, XdrReader from) throws XdrException {
    switch (operation) {
      case Op.ACCESS, Op.COMMIT -> from.skip(8);
      case Op.CLOSE, Op.LOCK, Op.LOCKU, Op.OPEN_DOWNGRADE, Op.WRITE -> from.skip(STATEID);
      case Op.LINK, Op.REMOVE -> from.skip(CHANGE_INFO);
      case Op.RENAME -> from.skip(2 * CHANGE_INFO);
      case Op.GETFH, Op.READLINK, Op.SET_SSV -> from.skipOpaque(OPAQUE_MAX);
      case Op.BIND_CONN_TO_SESSION -> from.skip(24);
      case Op.SEQUENCE -> from.skip(36);
      case Op.TEST_STATEID -> skipWords(from);
      case Op.SECINFO, Op.SECINFO_NO_NAME -> skipFlavors(from);
      case Op.READDIR -> skipDirectory(from);
      case Op.OPEN -> skipOpen(from);
      case Op.EXCHANGE_ID -> skipExchangeId(from);
      case Op.CREATE_SESSION -> {
        from.skip(24);
        skipChannel(from);
        skipChannel(from);
      }
      case Op.CREATE -> {
        from.skip(CHANGE_INFO);
        skipWords(from);
      }
      case Op.GETATTR -> {
        skipWords(from);
        from.skipOpaque(OPAQUE_MAX);
      }
      case Op.READ -> {
        from.skip(4);
        from.skipOpaque(OPAQUE_MAX);
      }
      case Op.LOCKT,
          Op.LOOKUP,
          Op.LOOKUPP,
          Op.NVERIFY,
          Op.VERIFY,
          Op.PUTFH,
          Op.PUTPUBFH,
          Op.PUTROOTFH,
          Op.RESTOREFH,
          Op.SAVEFH,
          Op.DELEGPURGE,
          Op.DELEGRETURN,
          Op.OPENATTR,
          Op.BACKCHANNEL_CTL,
          Op.DESTROY_SESSION,
          Op.DESTROY_CLIENTID,
          Op.FREE_STATEID,
          Op.RECLAIM_COMPLETE -> {
        // Nothing but the status.
      }
      default -> throw new XdrException("the result of operation " + operation + " is not known");
    }
  }

  private static void skipWords(XdrReader from) throws XdrException {
    from.skip(4 * from.readCount(COUNT_MAX));
  }

  private static void skipChannel(XdrReader from) throws XdrException {
    from.skip(24);
    from.skip(4 * from.readCount(1));
  }

  private static void skipFlavors(XdrReader from) throws XdrException {
    int count = from.readCount(COUNT_MAX);
    for (int i = 0; i < count; i++) {
      if (from.readInt() == RPCSEC_GSS) {
        from.skipOpaque(OPAQUE_MAX);
        from.skip(8);
      }
    }
  }

  private static void skipDirectory(XdrReader from) throws XdrException {
    from.skip(8);
    while (from.readBoolean()) {
      from.skip(8);
      from.skipOpaque(OPAQUE_MAX);
      skipWords(from);
      from.skipOpaque(OPAQUE_MAX);
    }
    from.skip(4);
  }

  private static void skipOpen(XdrReader from) throws XdrException {
    from.skip(STATEID + CHANGE_INFO + 4);
    skipWords(from);
    int delegation = from.readInt();
    switch (delegation) {
      case 0 -> {
        // OPEN_DELEGATE_NONE
      }
      case 1 -> {
        from.skip(STATEID + 4 + 12);
        from.skipOpaque(OPAQUE_MAX);
      }
      case 2 -> {
        from.skip(STATEID + 4 + 12 + 12);
        from.skipOpaque(OPAQUE_MAX);
      }
      case 3 -> {
        int why = from.readInt();
        if (why == 1 || why == 2) {
          from.readBoolean();
        }
      }
      default -> throw new XdrException("no delegation has the type " + delegation);
    }
  }

  private static void skipExchangeId(XdrReader from) throws XdrException {
    from.skip(16);
    int protection = from.readInt();
    if (protection > 0) {
      skipWords(from);
      skipWords(from);
    }
    if (protection > 1) {
      from.skip(16);
      int handles = from.readCount(COUNT_MAX);
      for (int i = 0; i < handles; i++) {
        from.skipOpaque(OPAQUE_MAX);
      }
    }
    from.skip(8);
    from.skipOpaque(OPAQUE_MAX);
    from.skipOpaque(OPAQUE_MAX);
    if (from.readCount(1) == 1) {
      from.skipOpaque(OPAQUE_MAX);
      from.skipOpaque(OPAQUE_MAX);
      from.skip(12);
    }
  }
}
