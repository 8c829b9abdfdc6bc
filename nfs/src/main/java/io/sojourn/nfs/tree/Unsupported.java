package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;

/**
 * The operations that this server knows but does not do: their arguments are read, so that BADXDR
 * is told from NOTSUPP, and nothing else happens. Locks of byte ranges, named attributes, layouts,
 * delegations of directories or without an OPEN, and what was NFSv4.0's alone.
 */
final class Unsupported {

  /** Passes over the arguments. */
  @FunctionalInterface
  private interface Arguments {
    void skip(XdrReader from) throws XdrException;
  }

  /** One of these operations. */
  record Kind(int number, String name, TreeOperation.Reader reader) {}

  private static final int OPAQUE_MAX = 1024;
  private static final int VERIFIER_BYTES = 8;
  private static final int DEVICE_BYTES = 16;

  private Unsupported() {}

  static List<Kind> kinds() {
    return List.of(
        kind(Op.DELEGPURGE, "DELEGPURGE", XdrReader::readLong),
        kind(Op.LOCK, "LOCK", Unsupported::lock),
        kind(Op.LOCKT, "LOCKT", Unsupported::testLock),
        kind(Op.LOCKU, "LOCKU", Unsupported::unlock),
        kind(Op.OPENATTR, "OPENATTR", XdrReader::readBoolean),
        kind(Op.OPEN_CONFIRM, "OPEN_CONFIRM", Unsupported::confirm),
        kind(Op.RENEW, "RENEW", XdrReader::readLong),
        kind(Op.SETCLIENTID, "SETCLIENTID", Unsupported::setClientId),
        kind(Op.SETCLIENTID_CONFIRM, "SETCLIENTID_CONFIRM", Unsupported::confirmClientId),
        kind(Op.RELEASE_LOCKOWNER, "RELEASE_LOCKOWNER", Unsupported::owner),
        kind(Op.GET_DIR_DELEGATION, "GET_DIR_DELEGATION", Unsupported::delegateDirectory),
        kind(Op.GETDEVICEINFO, "GETDEVICEINFO", Unsupported::deviceInfo),
        kind(Op.GETDEVICELIST, "GETDEVICELIST", Unsupported::deviceList),
        kind(Op.LAYOUTCOMMIT, "LAYOUTCOMMIT", Unsupported::commitLayout),
        kind(Op.LAYOUTGET, "LAYOUTGET", Unsupported::getLayout),
        kind(Op.LAYOUTRETURN, "LAYOUTRETURN", Unsupported::returnLayout),
        kind(Op.WANT_DELEGATION, "WANT_DELEGATION", Unsupported::wantDelegation));
  }

  private static Kind kind(int number, String name, Arguments arguments) {
    return new Kind(
        number,
        name,
        from -> {
          arguments.skip(from);
          return (tree, result) -> {
            throw new NfsException(Status.NOTSUPP);
          };
        });
  }

  private static int choice(XdrReader from, int first, int last) throws XdrException {
    int choice = from.readInt();
    if (choice < first || choice > last) {
      throw new XdrException("no such choice: " + choice);
    }
    return choice;
  }

  private static void owner(XdrReader from) throws XdrException {
    from.readLong();
    from.skipOpaque(OPAQUE_MAX);
  }

  private static void lock(XdrReader from) throws XdrException {
    choice(from, 1, 4);
    from.readBoolean();
    from.readLong();
    from.readLong();
    boolean newOwner = from.readBoolean();
    if (newOwner) {
      from.readInt();
    }
    StateId.read(from);
    from.readInt();
    if (newOwner) {
      owner(from);
    }
  }

  private static void testLock(XdrReader from) throws XdrException {
    choice(from, 1, 4);
    from.readLong();
    from.readLong();
    owner(from);
  }

  private static void unlock(XdrReader from) throws XdrException {
    choice(from, 1, 4);
    from.readInt();
    StateId.read(from);
    from.readLong();
    from.readLong();
  }

  private static void confirm(XdrReader from) throws XdrException {
    StateId.read(from);
    from.readInt();
  }

  private static void setClientId(XdrReader from) throws XdrException {
    from.skip(VERIFIER_BYTES);
    from.skipOpaque(OPAQUE_MAX);
    from.readInt();
    from.skipOpaque(OPAQUE_MAX);
    from.skipOpaque(OPAQUE_MAX);
    from.readInt();
  }

  private static void confirmClientId(XdrReader from) throws XdrException {
    from.readLong();
    from.skip(VERIFIER_BYTES);
  }

  private static void delegateDirectory(XdrReader from) throws XdrException {
    from.readBoolean();
    Bitmap.read(from);
    NfsTime.read(from);
    NfsTime.read(from);
    Bitmap.read(from);
    Bitmap.read(from);
  }

  private static void deviceInfo(XdrReader from) throws XdrException {
    from.skip(DEVICE_BYTES);
    from.readInt();
    from.readInt();
    Bitmap.read(from);
  }

  private static void deviceList(XdrReader from) throws XdrException {
    from.readInt();
    from.readInt();
    from.readLong();
    from.skip(VERIFIER_BYTES);
  }

  private static void commitLayout(XdrReader from) throws XdrException {
    from.readLong();
    from.readLong();
    from.readBoolean();
    StateId.read(from);
    if (from.readBoolean()) {
      from.readLong();
    }
    if (from.readBoolean()) {
      NfsTime.read(from);
    }
    from.readInt();
    from.skipOpaque(from.remaining());
  }

  private static void getLayout(XdrReader from) throws XdrException {
    from.readBoolean();
    from.readInt();
    choice(from, 1, 3);
    from.readLong();
    from.readLong();
    from.readLong();
    StateId.read(from);
    from.readInt();
  }

  private static void returnLayout(XdrReader from) throws XdrException {
    from.readBoolean();
    from.readInt();
    choice(from, 1, 3);
    if (choice(from, 1, 3) == 1) {
      from.readLong();
      from.readLong();
      StateId.read(from);
      from.skipOpaque(from.remaining());
    }
  }

  private static void wantDelegation(XdrReader from) throws XdrException {
    from.readInt();
    switch (from.readInt()) {
      case 1 -> from.readInt(); // the kind of delegation it had before
      case 4, 6 -> {} // the current filehandle
      default -> throw new XdrException("no such claim");
    }
  }
}
