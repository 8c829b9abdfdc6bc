package io.sojourn.check.simulation;

/**
 * How a leader changes the members, one at a time (Ongaro's dissertation, chapter 4): what it
 * appends counts at once, for it and for everyone who has it. It appends nothing of the kind before
 * the change before it is committed, nor before an entry of its own term is. A node is first sent
 * the log, and is counted once it has what is committed and a change says that it is a member.
 */
final class Reconfiguration {

  private static final int NOBODY = -1;

  private final RaftNode node;
  private final Leadership leadership;
  private int joining = NOBODY;

  /** Those who were members at some time in this leadership; what a bug goes by. */
  private int everMembers;

  Reconfiguration(RaftNode node, Leadership leadership) {
    this.node = node;
    this.leadership = leadership;
  }

  /** Another leadership begins. */
  void forget() {
    joining = NOBODY;
    everMembers = 0;
  }

  /** Whether a node is sent the log. */
  boolean reaches(int peer) {
    return peer != node.id
        && (node.isMember(peer)
            || peer == joining
            || (node.bug == Bug.REMOVED_NODE_COUNTED && wasMember(peer)));
  }

  /** Whether what another node says counts towards a majority. */
  boolean counts(int peer) {
    return peer != node.id
        && (node.isMember(peer)
            || (node.bug == Bug.JOINING_NODE_COUNTED && peer == joining)
            || (node.bug == Bug.REMOVED_NODE_COUNTED && wasMember(peer)));
  }

  private boolean wasMember(int peer) {
    return (everMembers >> peer & 1) == 1;
  }

  /** An operator's wish; to be asked for again until it is fulfilled. */
  void ask(int peer, boolean joins) {
    int members = node.disk.log().members();
    if (!joins) {
      joining = peer == joining ? NOBODY : joining;
      boolean can = peer != node.id && Integer.bitCount(members) > 2;
      if (can) {
        propose(members & ~(1 << peer));
      }
    } else if (!node.isMember(peer)) {
      joining = peer;
      leadership.replicate(peer);
    }
  }

  /** Makes the node that joins a member if it has what is committed. */
  void goOn() {
    if (joining == NOBODY) {
      return;
    }
    if (leadership.match(joining) >= node.commit()
        && propose(node.disk.log().members() | 1 << joining)) {
      joining = NOBODY;
    }
  }

  private boolean propose(int members) {
    LogImage log = node.disk.log();
    boolean free = log.membersSince() <= node.commit() || node.bug == Bug.TWO_CHANGES_AT_ONCE;
    if (free && leadership.hasCommitted() && members != log.members()) {
      everMembers |= log.members();
      leadership.append(new byte[0], members);
      return true;
    }
    return false;
  }
}
