package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.tree.Grace;
import java.util.List;

/**
 * The clients that had state when it was given up by a restart, and may reclaim it during the grace
 * period (RFC 8881, 8.4.2.1): {@code r/owner}.
 */
final class ReclaimList {

  private static final String PREFIX = "r/";
  private static final byte[] PRESENT = {};

  private final ServiceState state;

  ReclaimList(ServiceState state) {
    this.state = state;
  }

  private static String name(OwnerId owner) {
    return PREFIX + Hex.sha256(owner.bytes());
  }

  /** Notes a client whose state is given up. */
  void expect(OwnerId owner) {
    state.put(name(owner), PRESENT);
  }

  /** Whether a client has something to reclaim. */
  boolean isExpected(OwnerId owner) {
    return state.get(name(owner)) != null;
  }

  /** A client has reclaimed what it wanted: after the last one the grace period ends. */
  void complete(OwnerId owner) {
    if (isExpected(owner)) {
      state.remove(name(owner));
      if (isDone()) {
        Grace.end(state);
      }
    }
  }

  /** Whether nobody is expected any more. */
  boolean isDone() {
    return state.withPrefix(PREFIX).isEmpty();
  }

  /** Nobody else is waited for. */
  void giveUp() {
    for (String name : List.copyOf(state.withPrefix(PREFIX).keySet())) {
      state.remove(name);
    }
    Grace.end(state);
  }
}
