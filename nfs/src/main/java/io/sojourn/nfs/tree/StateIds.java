package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;

/** Looks at the stateids that a client sends (RFC 8881, 8.2.4). */
final class StateIds {

  private StateIds() {}

  /** The stateid that is meant: the current one where the client asks for that (8.2.3). */
  static StateId resolve(Tree tree, StateId asked) throws NfsException {
    StateId meant = asked.equals(StateId.CURRENT) ? tree.turn().currentStateId() : asked;
    if (meant.isSpecial() && !meant.equals(StateId.ANONYMOUS) && !meant.equals(StateId.BYPASS)) {
      throw new NfsException(Status.BAD_STATEID);
    }
    return meant;
  }

  /** What a stateid names: state of the client that asks, in force, and of the right age. */
  static Held held(Tree tree, StateId asked) throws NfsException {
    StateId meant = resolve(tree, asked);
    Held held = meant.isSpecial() ? null : tree.held().find(meant.low());
    if (held == null
        || held.stateId().high() != meant.high()
        || held.clientId() != tree.clientId()) {
      throw new NfsException(Status.BAD_STATEID);
    }
    if (held instanceof Held.Delegation delegation && delegation.revoked()) {
      throw new NfsException(Status.DELEG_REVOKED);
    }
    requireAge(meant.seqid(), held.stateId().seqid());
    return held;
  }

  /** 0 stands for the newest; numbers wrap, so that the nearer half is behind. */
  private static void requireAge(int asked, int newest) throws NfsException {
    int ahead = asked - newest;
    if (asked != 0 && ahead != 0) {
      throw new NfsException(ahead > 0 ? Status.BAD_STATEID : Status.OLD_STATEID);
    }
  }

  /** The open that a stateid names, of that file. */
  static Held.Open open(Tree tree, StateId asked, long fileId) throws NfsException {
    if (!(held(tree, asked) instanceof Held.Open open) || open.fileId() != fileId) {
      throw new NfsException(Status.BAD_STATEID);
    }
    return open;
  }

  /** The delegation that a stateid names, of that file. */
  static Held.Delegation delegation(Tree tree, StateId asked, long fileId) throws NfsException {
    if (!(held(tree, asked) instanceof Held.Delegation delegation)
        || delegation.fileId() != fileId) {
      throw new NfsException(Status.BAD_STATEID);
    }
    return delegation;
  }
}
