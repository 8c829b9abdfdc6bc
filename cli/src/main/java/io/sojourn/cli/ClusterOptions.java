package io.sojourn.cli;

import io.sojourn.cluster.NodeAddress;
import io.sojourn.cluster.TlsFiles;
import io.sojourn.server.ClusterConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of {@code serve} that makes a node of a cluster. */
final class ClusterOptions {

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "This node's name in its cluster; it stays with the data folder.")
  @Nullable String node;

  @Option(
      names = "--peers",
      paramLabel = "NAME=HOST:PORT,...",
      description =
          "The nodes that make the cluster, this one among them, and where their logs listen; the"
              + " same on each.")
  @Nullable String peers;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description =
          "Waits to be added to a cluster that runs already (see sojourn cluster add); the log"
              + " listens there.")
  @Nullable String join;

  @Option(
      names = "--cluster-listen",
      paramLabel = "HOST:PORT",
      description =
          "Where this node's log listens, if the others reach it elsewhere: in a container, or"
              + " behind a proxy.")
  @Nullable String listen;

  @Option(
      names = "--advertise",
      paramLabel = "URL",
      description =
          "Where clients and other nodes reach this node, if that is not --host and --port: behind"
              + " a proxy with TLS, for one.")
  @Nullable String advertise;

  @Option(
      names = "--cluster-ca",
      paramLabel = "FILE",
      description = "Certificates (PEM) of the authority that signs those of the nodes.")
  @Nullable Path authority;

  @Option(
      names = "--cluster-cert",
      paramLabel = "FILE",
      description = "This node's certificate (PEM), by which the others know it.")
  @Nullable Path certificate;

  @Option(
      names = "--cluster-key",
      paramLabel = "FILE",
      description = "Its private key (PEM, PKCS#8).")
  @Nullable Path privateKey;

  @Option(
      names = "--cluster-plaintext",
      description =
          "Lets logs talk without TLS over other than loopback addresses: whoever reaches their"
              + " ports is a node then.")
  boolean plaintext;

  @Option(
      names = "--leader-lease",
      description =
          "While this node leads it answers reads without asking the others, for as long as they"
              + " cannot have elected another: faster, and as right as their clocks run at one"
              + " speed.")
  boolean leaderLease;

  /** The cluster that was asked for, or none. */
  Optional<ClusterConfig> config() {
    if (node == null) {
      boolean other =
          peers != null || join != null || listen != null || advertise != null || plaintext;
      if (other || leaderLease || authority != null || certificate != null || privateKey != null) {
        throw usage("a node of a cluster needs a name: --node NAME");
      }
      return Optional.empty();
    }
    if ((peers == null) == (join == null)) {
      throw usage("--node needs either --peers, for a new cluster, or --join HOST:PORT");
    }
    try {
      List<NodeAddress> first = peers == null ? List.of() : NodeAddress.parseAll(peers);
      Optional<NodeAddress> own =
          Optional.ofNullable(listen).map(at -> NodeAddress.parse(node + "=" + at));
      NodeAddress self = self(node, first);
      Optional<TlsFiles> tls = tls();
      if (tls.isEmpty() && !plaintext) {
        Stream.of(first.stream(), Stream.of(self), own.stream())
            .flatMap(nodes -> nodes)
            .forEach(ClusterOptions::requireHere);
      }
      return Optional.of(new ClusterConfig(self, first, own, url(), tls, plaintext, leaderLease));
    } catch (IllegalArgumentException wrong) {
      throw usage(SojournCommand.reason(wrong));
    }
  }

  private NodeAddress self(String name, List<NodeAddress> first) {
    if (join != null) {
      return NodeAddress.parse(name + "=" + join);
    }
    return first.stream()
        .filter(peer -> peer.id().equals(name))
        .findFirst()
        .orElseThrow(() -> usage("--peers does not name " + name + ", which is --node"));
  }

  private static void requireHere(NodeAddress node) {
    if (!node.isLoopback()) {
      throw usage(
          node
              + " is not on this machine, and without TLS whoever reaches its port could take the"
              + " cluster over: give --cluster-ca, --cluster-cert and --cluster-key, or, where you"
              + " trust everybody on the network, --cluster-plaintext");
    }
  }

  private Optional<URI> url() {
    return Optional.ofNullable(advertise).map(ServerAddress::parse).map(ServerAddress::http);
  }

  private Optional<TlsFiles> tls() {
    if (authority == null && certificate == null && privateKey == null) {
      return Optional.empty();
    }
    if (authority == null || certificate == null || privateKey == null) {
      throw usage("TLS between nodes needs --cluster-ca, --cluster-cert and --cluster-key");
    }
    return Optional.of(new TlsFiles(authority, certificate, privateKey));
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitStatus.USAGE, message);
  }
}
