package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;

/** What a client holds of a file, named by a stateid (RFC 8881, 8.2). */
sealed interface Held {

  /** Its number among all that was ever held. */
  long number();

  long clientId();

  long fileId();

  /** The stateid of it as it is now. */
  StateId stateId();

  /**
   * A file that an owner has open.
   *
   * @param seqid counts its changes, from 1 on, and leaves 0 out
   * @param owner the open-owner, as {@link HeldStates#ownerKey} writes it
   * @param shares how it is open
   */
  record Open(long number, long clientId, long fileId, int seqid, String owner, Shares shares)
      implements Held {

    /** The same file open in other modes. */
    Open changed(Shares newShares) {
      int next = seqid == -1 ? 1 : seqid + 1;
      return new Open(number, clientId, fileId, next, owner, newShares);
    }

    @Override
    public StateId stateId() {
      return new StateId(seqid, OPEN, number);
    }
  }

  /**
   * A delegation for reading: nobody else writes while it is held (10.4).
   *
   * @param revoked whether it was taken away; it is kept until the client has noted that
   */
  record Delegation(long number, long clientId, long fileId, boolean revoked) implements Held {

    @Override
    public StateId stateId() {
      return new StateId(1, DELEGATION, number);
    }
  }

  /** Stands in the stateid of an open. */
  int OPEN = 1;

  /** Stands in the stateid of a delegation. */
  int DELEGATION = 2;

  /** The version of the bytes. */
  int VERSION = 1;

  /** As bytes of the state. */
  default byte[] encode() {
    XdrWriter to = new XdrWriter(128);
    to.writeInt(VERSION);
    switch (this) {
      case Open open -> {
        to.writeInt(OPEN);
        to.writeInt(open.seqid);
        to.writeText(open.owner);
        to.writeInt(open.shares.pairs());
      }
      case Delegation delegation -> {
        to.writeInt(DELEGATION);
        to.writeBoolean(delegation.revoked);
      }
    }
    to.writeLong(number());
    to.writeLong(clientId());
    to.writeLong(fileId());
    return to.toBytes();
  }

  /** Reads the bytes. */
  static Held decode(byte[] bytes) {
    return Stored.decode(bytes, VERSION, Held::read);
  }

  private static Held read(XdrReader from) throws XdrException {
    int kind = from.readInt();
    return switch (kind) {
      case OPEN -> {
        int seqid = from.readInt();
        String owner = from.readText(HeldStates.OWNER_KEY_LENGTH);
        Shares shares = new Shares(from.readInt());
        yield new Open(from.readLong(), from.readLong(), from.readLong(), seqid, owner, shares);
      }
      case DELEGATION -> {
        boolean revoked = from.readBoolean();
        yield new Delegation(from.readLong(), from.readLong(), from.readLong(), revoked);
      }
      default -> throw new XdrException("no such kind of state: " + kind);
    };
  }
}
