package io.sojourn.engine;

import java.util.Optional;

/** What this node may do with the log. */
public sealed interface Role {

  /**
   * This node appends, and has applied everything that was acknowledged before.
   *
   * @param term grows with each leadership; a log of one node always says 1
   */
  record Leader(long term) implements Role {}

  /**
   * Another node appends, or none does.
   *
   * @param leader where the leader is, if known
   */
  record Follower(long term, Optional<String> leader) implements Role {}

  /** The log has failed and refuses everything until the process starts again. */
  record Stopped(LogException why) implements Role {}
}
