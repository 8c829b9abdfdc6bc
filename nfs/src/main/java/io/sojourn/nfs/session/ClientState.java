package io.sojourn.nfs.session;

/**
 * What clients hold besides sessions: opens, delegations, locks. A port, implemented by whoever
 * keeps them; same thread and same durability as the {@link SessionStore} beside it.
 */
public interface ClientState {

  /** No client holds anything. */
  ClientState NONE =
      new ClientState() {
        @Override
        public boolean holds(long clientId) {
          return false;
        }

        @Override
        public void release(long clientId) {}
      };

  /** Whether a client holds anything. */
  boolean holds(long clientId);

  /** Takes everything from a client that is no more. */
  void release(long clientId);
}
