package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;

/** Delegations for reading: who gets one, and who has to give it back (RFC 8881, 10.2 to 10.4). */
final class Delegations {

  /**
   * How long a file is left alone after a delegation of it ended, in milliseconds: whoever had it
   * recalled comes back within that time and is not to meet the next one.
   */
  static final long REST_MILLIS = 5_000;

  private Delegations() {}

  /**
   * Before a file is changed, or opened in a way that its readers would notice: delegations of
   * other clients are recalled, and the client is to come again.
   */
  static void requireNoneOfOthers(Tree tree, Node file) throws NfsException {
    if (tree.held().holders(file.fileId()).delegations() == 0) {
      return;
    }
    boolean inTheWay = false;
    for (Held.Delegation delegation : tree.held().delegationsOf(file.fileId())) {
      if (delegation.clientId() != tree.clientId() && !tree.givesWay(delegation)) {
        byte[] handle = file.handle().toBytes();
        tree.turn()
            .notices()
            .add(new Notice.Recall(delegation.clientId(), delegation.stateId(), handle));
        inTheWay = true;
      }
    }
    if (inTheWay) {
      throw new NfsException(Status.DELAY);
    }
    tree.requireStillThere(file);
  }

  /** Whether a file may be delegated to the client that has just opened it. */
  static boolean areGranted(Tree tree, Node file) {
    FileHolders holders = tree.held().holders(file.fileId());
    return file instanceof Inode inode
        && inode.links > 0
        && holders.writers() == 0
        && holders.readDeniers() == 0
        && (inode.delegationEndedAt == 0 || tree.now() - inode.delegationEndedAt >= REST_MILLIS)
        && holders.count() < tree.settings().holdersMax()
        && tree.held().delegationsOf(file.fileId()).stream()
            .noneMatch(delegation -> delegation.clientId() == tree.clientId());
  }

  /** Notes when a delegation of a file ended. */
  static void noteEnd(Inodes inodes, Held.Delegation delegation, long now) {
    Inode inode = inodes.find(delegation.fileId());
    if (inode != null) {
      inode.delegationEndedAt = now;
      inodes.put(inode);
    }
  }
}
