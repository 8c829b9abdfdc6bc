package io.sojourn.engine;

import java.util.Optional;

/** What this node may do with the log. */
public sealed interface Role {

  /**
   * This node appends, and has applied everything that was committed before.
   *
   * @param term grows with each leadership; a log of one node always says 1
   */
  record Leader(long term) implements Role {}

  /**
   * Another node appends, or none does.
   *
   * @param term of that leader, if known
   * @param leader the name of its node, if known
   */
  record Follower(long term, Optional<String> leader) implements Role {}

  /** The log has failed and refuses everything until the process starts again. */
  record Stopped(LogException why) implements Role {}
}
