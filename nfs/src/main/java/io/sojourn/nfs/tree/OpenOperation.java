package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/** OPEN: opens a regular file, and makes it if so asked (RFC 8881, 18.16). */
final class OpenOperation implements TreeOperation {

  /** The longest result: stateid, change, flags, bitmap, and a delegation for reading. */
  static final int RESULT_BYTES_MAX = 16 + ChangeInfo.BYTES + 4 + Bitmap.BYTES_MAX + 40;

  /** A file that is removed while it is open keeps its bytes (18.16.2). */
  private static final int PRESERVE_UNLINKED = 8;

  private static final int OWNER_BYTES_MAX = 1024;

  private final int accessFlags;
  private final int deny;
  private final byte[] owner;
  private final OpenHow how;
  private final OpenClaim claim;

  private OpenOperation(XdrReader from) throws XdrException {
    from.readInt(); // the sequence number is of another time
    accessFlags = from.readInt();
    deny = from.readInt();
    from.readLong(); // whose owner it is says the session, not this (18.16.3)
    owner = from.readOpaque(OWNER_BYTES_MAX);
    how = OpenHow.read(from);
    claim = OpenClaim.read(from);
  }

  static TreeOperation read(XdrReader from) throws XdrException {
    return new OpenOperation(from);
  }

  @Override
  public void run(Tree tree, XdrWriter result) throws NfsException {
    tree.current();
    if (!ShareFlags.areGood(accessFlags, deny)) {
      throw new NfsException(Status.INVAL);
    }
    requireTime(tree);
    OpenTarget target = target(tree);
    Types.requireRegular(target.file());
    requireMay(tree, target);
    Held.Open open = open(tree, target);
    if (target.truncates()) {
      truncate(tree, target.file());
    }
    tree.moveTo(target.file());
    tree.turn().setCurrentStateId(open.stateId());
    open.stateId().write(result);
    target.directory().write(result);
    result.writeInt(PRESERVE_UNLINKED);
    target.set().write(result);
    new DelegationGrant(accessFlags, deny).write(tree, target.file(), result);
  }

  /** Reclaiming has its time, and everything else has another (8.4.2.1, 18.51.3). */
  private void requireTime(Tree tree) throws NfsException {
    ServiceState state = tree.turn().state();
    boolean grace = Grace.lasts(state, tree.now());
    boolean complete = tree.reclaims().isComplete(state, tree.clientId());
    if (!(claim instanceof OpenClaim.Previous)) {
      if (grace || !complete) {
        throw new NfsException(Status.GRACE);
      }
    } else if (!grace || complete) {
      throw new NfsException(Status.NO_GRACE);
    } else if (!tree.reclaims().mayReclaim(state, tree.clientId())) {
      throw new NfsException(Status.RECLAIM_BAD);
    }
  }

  private OpenTarget target(Tree tree) throws NfsException {
    boolean named = claim instanceof OpenClaim.ByName || claim instanceof OpenClaim.DelegatedByName;
    if (!named && !(how instanceof OpenHow.NoCreate)) {
      throw new NfsException(Status.INVAL);
    }
    return switch (claim) {
      case OpenClaim.ByName byName -> OpenTarget.ofName(tree, byName.name(), how);
      case OpenClaim.ByHandle byHandle -> OpenTarget.ofHandle(tree.current());
      case OpenClaim.Previous previous -> OpenTarget.ofHandle(tree.current());
      case OpenClaim.DelegatedByName delegated ->
          delegated(tree, OpenTarget.ofName(tree, delegated.name(), how), delegated.delegation());
      case OpenClaim.DelegatedByHandle delegated ->
          delegated(tree, OpenTarget.ofHandle(tree.current()), delegated.delegation());
      case OpenClaim.DelegatedBefore before -> throw new NfsException(Status.NOTSUPP);
    };
  }

  private static OpenTarget delegated(Tree tree, OpenTarget target, StateId delegation)
      throws NfsException {
    StateIds.delegation(tree, delegation, target.file().fileId());
    return target;
  }

  private void requireMay(Tree tree, OpenTarget target) throws NfsException {
    int access = ShareFlags.access(accessFlags);
    boolean writes = (access & Shares.WRITE) != 0 || target.truncates();
    if (writes) {
      Types.requireChangeable(target.file());
    }
    if (target.made() || claim instanceof OpenClaim.Previous) {
      return;
    }
    if ((access & Shares.READ) != 0) {
      Permissions.requireRead(tree.who(), target.file());
    }
    if (writes) {
      Permissions.require(tree.who(), target.file(), Permissions.WRITE);
    }
  }

  /** Notes the open, or one more of the same owner, if no share is in the way (9.7). */
  private Held.Open open(Tree tree, OpenTarget target) throws NfsException {
    HeldStates states = tree.held();
    long fileId = target.file().fileId();
    int access = ShareFlags.access(accessFlags);
    String key = HeldStates.ownerKey(owner);
    Held.Open own = states.findOpen(fileId, tree.clientId(), key);
    int needed = access | (target.truncates() ? Shares.WRITE : 0);
    if (isInTheWay(others(states, fileId, own), needed, access)) {
      letOverdueGo(tree, fileId, needed, access);
      tree.requireStillThere(target.file());
    }
    if (isInTheWay(others(states, fileId, own), needed, access)) {
      boolean reclaims = claim instanceof OpenClaim.Previous;
      throw new NfsException(reclaims ? Status.RECLAIM_CONFLICT : Status.SHARE_DENIED);
    }
    if ((needed & Shares.WRITE) != 0 || (deny & Shares.READ) != 0) {
      Delegations.requireNoneOfOthers(tree, target.file());
    }
    if (own == null) {
      Shares shares = Shares.of(access, deny);
      return states.open(fileId, tree.clientId(), key, shares, tree.settings());
    }
    Held.Open changed = own.changed(own.shares().with(access, deny));
    states.replace(own, changed);
    return changed;
  }

  private static FileHolders others(HeldStates states, long fileId, Held.@Nullable Open own) {
    FileHolders holders = states.holders(fileId);
    return own == null ? holders : holders.without(own);
  }

  private boolean isInTheWay(FileHolders others, int needed, int access) {
    return others.denies(needed) || others.conflictWith(access, deny);
  }

  /** Clients whose leases are over, and whose opens are in the way, are ended (8.4.3). */
  private void letOverdueGo(Tree tree, long fileId, int needed, int access) {
    for (Held.Open open : tree.held().opensOf(fileId)) {
      if (isInTheWay(FileHolders.NOBODY.with(open), needed, access)) {
        var unused = tree.givesWay(open);
      }
    }
  }

  private static void truncate(Tree tree, Node file) throws NfsException {
    Inode inode = Types.requireChangeable(file);
    AttributeRules.setSize(tree, inode, 0);
    AttributeRules.dropPrivileges(tree.who(), inode);
    inode.touchContent(tree.now());
    tree.inodes().put(inode);
  }
}
