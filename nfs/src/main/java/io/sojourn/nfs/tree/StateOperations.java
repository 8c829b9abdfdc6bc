package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** The operations on what a client holds already. */
final class StateOperations {

  private static final int STATE_ID_BYTES = 16;

  private StateOperations() {}

  /** CLOSE (RFC 8881, 18.2). Its sequence number is of another time and ignored. */
  static TreeOperation readClose(XdrReader from) throws XdrException {
    from.readInt();
    StateId stateId = StateId.read(from);
    return (tree, result) -> {
      tree.held().remove(open(tree, stateId));
      tree.turn().setCurrentStateId(StateId.INVALID);
      StateId.INVALID.write(result);
    };
  }

  /** OPEN_DOWNGRADE (RFC 8881, 18.18). */
  static TreeOperation readDowngrade(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    from.readInt();
    int access = from.readInt();
    int deny = from.readInt();
    return (tree, result) -> {
      Held.Open open = open(tree, stateId);
      if (!ShareFlags.areGood(access, deny)) {
        throw new NfsException(Status.INVAL);
      }
      Shares left = open.shares().downgraded(ShareFlags.access(access), deny);
      if (left == null) {
        throw new NfsException(Status.INVAL);
      }
      Held.Open changed = open.changed(left);
      tree.held().replace(open, changed);
      tree.turn().setCurrentStateId(changed.stateId());
      changed.stateId().write(result);
    };
  }

  /** The open that is meant, of the file that the current filehandle names or named. */
  private static Held.Open open(Tree tree, StateId stateId) throws NfsException {
    byte[] handle = tree.turn().currentFileHandle();
    if (handle == null) {
      throw new NfsException(Status.NOFILEHANDLE);
    }
    long fileId =
        FileHandle.parse(handle) instanceof FileHandle.Session session
            ? SessionFile.fileId(session.id()) // the session may have ended meanwhile
            : tree.current().fileId();
    return StateIds.open(tree, stateId, fileId);
  }

  /** DELEGRETURN (RFC 8881, 18.6). */
  static TreeOperation readReturn(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    return (tree, result) -> {
      Held.Delegation delegation = StateIds.delegation(tree, stateId, tree.current().fileId());
      Delegations.noteEnd(tree.inodes(), delegation, tree.now());
      tree.held().remove(delegation);
    };
  }

  /** TEST_STATEID (RFC 8881, 18.48): a status for each, special ones being bad. */
  static TreeOperation readTest(XdrReader from) throws XdrException {
    StateId[] asked = new StateId[from.readCount(from.remaining() / STATE_ID_BYTES)];
    for (int i = 0; i < asked.length; i++) {
      asked[i] = StateId.read(from);
    }
    return (tree, result) -> {
      result.writeInt(asked.length);
      for (StateId stateId : asked) {
        result.writeInt(test(tree, stateId).code());
      }
    };
  }

  private static Status test(Tree tree, StateId stateId) {
    if (stateId.isSpecial()) {
      return Status.BAD_STATEID;
    }
    try {
      StateIds.held(tree, stateId);
      return Status.OK;
    } catch (NfsException e) {
      return e.status();
    }
  }

  /** FREE_STATEID (RFC 8881, 18.38): only of what was revoked; the rest is closed or returned. */
  static TreeOperation readFree(XdrReader from) throws XdrException {
    StateId stateId = StateId.read(from);
    return (tree, result) -> {
      StateId meant = StateIds.resolve(tree, stateId);
      Held held = meant.isSpecial() ? null : tree.held().find(meant.low());
      if (held instanceof Held.Delegation delegation
          && delegation.revoked()
          && delegation.clientId() == tree.clientId()
          && delegation.stateId().high() == meant.high()) {
        tree.held().remove(delegation);
        return;
      }
      StateIds.held(tree, meant);
      throw new NfsException(Status.LOCKS_HELD);
    };
  }
}
