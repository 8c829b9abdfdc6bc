package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;

/**
 * What is known of clients that may have held files before the server lost track of them (RFC 8881,
 * 8.4.2 and 18.51). Answered from the state, deterministically.
 */
public interface Reclaims {

  /** Every client has said that it is done, none has anything to reclaim. */
  Reclaims NONE =
      new Reclaims() {
        @Override
        public boolean isComplete(ServiceState state, long clientId) {
          return true;
        }

        @Override
        public boolean mayReclaim(ServiceState state, long clientId) {
          return false;
        }
      };

  /** Whether the client has said, by RECLAIM_COMPLETE, that it reclaims nothing more. */
  boolean isComplete(ServiceState state, long clientId);

  /** Whether the client is one that held files before. */
  boolean mayReclaim(ServiceState state, long clientId);
}
