package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.xdr.XdrWriter;

/**
 * What an OPEN tells of delegations (open_delegation4; RFC 8881, 18.16.2): one for reading if it is
 * free and was not refused, else why not, if the client asked.
 *
 * @param accessFlags as in the OPEN
 * @param deny as in the OPEN
 */
record DelegationGrant(int accessFlags, int deny) {

  private static final int DELEGATE_NONE = 0;
  private static final int DELEGATE_READ = 1;
  private static final int DELEGATE_NONE_EXT = 3;

  private static final int NOT_WANTED = 0;
  private static final int CONTENTION = 1;
  private static final int RESOURCE = 2;
  private static final int WRITE_NOT_SUPPORTED = 4;
  private static final int CANCELLED = 7;

  void write(Tree tree, Node file, XdrWriter result) throws NfsException {
    switch (ShareFlags.want(accessFlags)) {
      case ShareFlags.WANT_NONE -> writeNone(result, NOT_WANTED);
      case ShareFlags.WANT_CANCEL -> writeNone(result, CANCELLED);
      case ShareFlags.WANT_WRITE -> writeNone(result, WRITE_NOT_SUPPORTED);
      default -> writeReadOrWhyNot(tree, file, result);
    }
  }

  private void writeReadOrWhyNot(Tree tree, Node file, XdrWriter result) throws NfsException {
    boolean onlyReads = ShareFlags.access(accessFlags) == Shares.READ && (deny & Shares.READ) == 0;
    boolean canBeCalled = tree.turn().caller().backChannelUp();
    if (canBeCalled && onlyReads && Delegations.areGranted(tree, file)) {
      Held.Delegation given = tree.held().delegate(file.fileId(), tree.clientId(), tree.settings());
      tree.turn().notices().add(new Notice.Delegated(given.stateId()));
      writeRead(given, result);
    } else if (ShareFlags.want(accessFlags) == ShareFlags.WANT_NOTHING_SAID) {
      result.writeInt(DELEGATE_NONE);
    } else {
      writeNone(result, canBeCalled ? CONTENTION : RESOURCE);
    }
  }

  private static void writeRead(Held.Delegation delegation, XdrWriter result) {
    result.writeInt(DELEGATE_READ);
    delegation.stateId().write(result);
    result.writeBoolean(false); // not recalled already
    result.writeInt(0); // an entry of an ACL that allows nobody anything:
    result.writeInt(0); // the client is to ask by ACCESS
    result.writeInt(0);
    result.writeText("");
  }

  private static void writeNone(XdrWriter result, int why) {
    result.writeInt(DELEGATE_NONE_EXT);
    result.writeInt(why);
    if (why == CONTENTION || why == RESOURCE) {
      result.writeBoolean(false); // nobody will be told when that changes
    }
  }
}
