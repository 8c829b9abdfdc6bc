package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.ClientState;

/**
 * What clients hold of files, all files together: opens and delegations. For one call of the
 * machine, like the state that it is made of.
 */
public final class ClientFiles implements ClientState {

  private final ServiceState state;
  private final HeldStates held;

  /** Looks at a state. */
  public ClientFiles(ServiceState state) {
    this.state = state;
    this.held = new HeldStates(state);
  }

  /** Whether the client has a file open or a delegation; one that was revoked does not count. */
  @Override
  public boolean holds(long clientId) {
    return held.holdsAny(clientId);
  }

  /** Lets go of everything that the client holds: it is no more. */
  @Override
  public void release(long clientId) {
    held.ofClient(clientId).forEach(held::remove);
  }

  /**
   * Takes a delegation away whose recall was not answered (RFC 8881, 10.4.5). Nothing happens if it
   * is none, was given back, or was taken away already.
   *
   * @param now milliseconds of cluster time
   */
  public void revoke(StateId stateId, long now) {
    if (stateId.high() == Held.DELEGATION
        && held.find(stateId.low()) instanceof Held.Delegation delegation
        && !delegation.revoked()) {
      Delegations.noteEnd(new Inodes(state), delegation, now);
      held.revoke(delegation);
    }
  }

  /**
   * Whether the client has delegations that were taken away and that it has not noted by
   * FREE_STATEID yet: SEQUENCE tells it so (SEQ4_STATUS_RECALLABLE_STATE_REVOKED, 18.46.3).
   */
  public boolean hasRevoked(long clientId) {
    return held.hasRevoked(clientId);
  }
}
