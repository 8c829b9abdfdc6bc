package io.sojourn.server;

import io.sojourn.cluster.NodeAddress;
import io.sojourn.cluster.TlsFiles;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * A server's part in a cluster.
 *
 * @param self the node's name and where the others reach its log
 * @param peers the first members, this node among them; empty for a node that waits to be added
 * @param listen where its log listens, if that is elsewhere: behind a proxy, for one
 * @param advertised where the other nodes and clients reach this node's HTTP door, if that is not
 *     the address that it listens on: behind a proxy, for one
 * @param tls what the nodes prove themselves with to each other
 * @param plaintextAnywhere whether logs may talk without TLS over more than loopback addresses
 * @param leaderLease whether this node, while it leads and its lease lasts, answers reads without
 *     asking the others: as right as the clocks of the nodes run at the same speed
 */
public record ClusterConfig(
    NodeAddress self,
    List<NodeAddress> peers,
    Optional<NodeAddress> listen,
    Optional<URI> advertised,
    Optional<TlsFiles> tls,
    boolean plaintextAnywhere,
    boolean leaderLease) {

  /** Copies the peers. */
  public ClusterConfig {
    peers = List.copyOf(peers);
  }

  /**
   * What others are told of this node's HTTP door: an address, or a URL.
   *
   * @throws ServerStartException if what it listens on says nothing to others
   */
  String address(String host, int port) {
    if (advertised.isPresent()) {
      return advertised.get().toString();
    }
    if (port == 0) {
      throw tellsNothing("port 0");
    }
    try {
      InetAddress at = InetAddress.getByName(host);
      if (at.isAnyLocalAddress()) {
        throw tellsNothing("host " + host);
      }
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    } catch (UnknownHostException e) {
      throw ServerStartException.cannotListen(host, port, e);
    }
  }

  private static ServerStartException tellsNothing(String what) {
    return new ServerStartException(
        ServerStartException.Reason.CANNOT_LISTEN,
        "a node of a cluster tells the others where it is: "
            + what
            + " does not say, so give the address that others reach as well (--advertise)",
        null);
  }
}
