package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.CompoundTurn;

/**
 * Clients whose leases are over, and which are kept out of courtesy as long as nobody wants what
 * they hold (RFC 8881, 8.4.3). Answered from the state, deterministically.
 */
@FunctionalInterface
public interface Overdue {

  /** Nobody's lease is ever over. */
  Overdue NONE = (turn, clientId) -> false;

  /**
   * Ends a client, with its sessions and all that it holds, if its lease is over.
   *
   * @return whether it was ended
   */
  boolean end(CompoundTurn turn, long clientId);
}
