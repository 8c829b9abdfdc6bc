package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.tree.Reclaims;

/** What the operations on files ask about reclaiming, from the records of clients. */
final class ClientReclaims implements Reclaims {

  @Override
  public boolean isComplete(ServiceState state, long clientId) {
    ClientRecord client = new StateSessionStore(state).client(clientId);
    return client != null && client.reclaimComplete();
  }

  @Override
  public boolean mayReclaim(ServiceState state, long clientId) {
    ClientRecord client = new StateSessionStore(state).client(clientId);
    return client != null && new ReclaimList(state).isExpected(client.owner());
  }
}
