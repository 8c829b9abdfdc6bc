package io.sojourn.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A node of a cluster: its name, which stays, and where its log listens, which may change.
 *
 * @param id 1 to 64 letters, digits, dots, dashes and underscores
 * @param host a name or a literal address that the other nodes reach; better a name
 * @param port of the log, not of any door
 */
public record NodeAddress(String id, String host, int port) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int HOST_LENGTH_MAX = 253;
  private static final int NODES_MAX = 32;

  public NodeAddress {
    requireId(id);
    if (host.isEmpty() || host.length() > HOST_LENGTH_MAX || host.matches(".*[\\s=,/].*")) {
      throw new IllegalArgumentException("not a host: " + host);
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  static String requireId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a node is named by 1 to 64 letters, digits, dots, dashes and underscores, not: " + id);
    }
    return id;
  }

  /**
   * Reads {@code n1=host:port}; a literal IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static NodeAddress parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.lastIndexOf(':');
    if (equals < 0 || colon < equals) {
      throw new IllegalArgumentException("expected id=host:port, not: " + text);
    }
    String host = text.substring(equals + 1, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new NodeAddress(
          text.substring(0, equals), host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected id=host:port, not: " + text, e);
    }
  }

  /**
   * Reads what commas separate.
   *
   * @throws IllegalArgumentException if one is not understood, or an id or an address comes twice
   */
  public static List<NodeAddress> parseAll(String text) {
    List<NodeAddress> nodes = new ArrayList<>();
    for (String one : text.split(",", NODES_MAX + 1)) {
      nodes.add(parse(one.strip()));
    }
    requireDistinct(nodes);
    return List.copyOf(nodes);
  }

  static void requireDistinct(List<NodeAddress> nodes) {
    Set<String> seen = new HashSet<>();
    for (NodeAddress node : nodes) {
      if (!seen.add(node.id()) || !seen.add(node.hostAndPort())) {
        throw new IllegalArgumentException("a node or an address comes twice: " + node);
      }
    }
    if (nodes.size() > NODES_MAX) {
      throw new IllegalArgumentException("a cluster has at most " + NODES_MAX + " nodes");
    }
  }

  /** Where the log listens, as in a URL. */
  public String hostAndPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether only this machine reaches the address. A name that does not resolve is not. */
  public boolean isLoopback() {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host, port);
  }

  @Override
  public String toString() {
    return id + "=" + hostAndPort();
  }
}
