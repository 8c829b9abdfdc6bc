package io.sojourn.machine;

import java.util.Objects;

/**
 * The node that leads, as the log says.
 *
 * @param node its name
 * @param address where its HTTP door is, as host and port; empty if nobody is to be sent there
 */
public record Leader(String node, String address) {
  /** Refuses a leader that lacks something. */
  public Leader {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(address, "address");
  }
}
