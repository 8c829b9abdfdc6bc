package io.sojourn.cluster;

import io.sojourn.testing.Ports;
import java.util.List;
import java.util.stream.IntStream;

/** Addresses for nodes that a test starts. */
final class FreeNodes {

  private FreeNodes() {}

  /** Nodes n1, n2, … with a free port of the loopback address each. */
  static List<NodeAddress> of(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> new NodeAddress("n" + number, "127.0.0.1", Ports.free()))
        .toList();
  }
}
