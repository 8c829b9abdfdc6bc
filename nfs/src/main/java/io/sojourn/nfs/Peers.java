package io.sojourn.nfs;

import io.sojourn.nfs.rpc.RpcConnection;

/** Knows every connection that has sent anything, by what is attached to it. */
final class Peers {

  private final Leadership leadership;
  private final long callbackMillis;

  Peers(Leadership leadership, long callbackMillis) {
    this.leadership = leadership;
    this.callbackMillis = callbackMillis;
  }

  /** That of a connection; on its event loop. */
  Peer of(RpcConnection connection) {
    if (connection.attachment() instanceof Peer known) {
      return known;
    }
    Peer peer = new Peer(connection, callbackMillis);
    connection.attach(peer);
    leadership.add(peer);
    return peer;
  }
}
