package io.sojourn.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback address that nobody uses at the moment. */
final class Ports {

  private Ports() {}

  /** Nodes n1, n2, … with a free port each. */
  static List<NodeAddress> nodes(int count) {
    List<ServerSocket> held = new ArrayList<>();
    List<NodeAddress> nodes = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        nodes.add(new NodeAddress("n" + i, "127.0.0.1", socket.getLocalPort()));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nodes;
  }
}
