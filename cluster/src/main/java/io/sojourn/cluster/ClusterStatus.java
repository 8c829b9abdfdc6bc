package io.sojourn.cluster;

import java.util.List;
import java.util.Optional;

/**
 * A cluster as one node sees it.
 *
 * @param cluster names the cluster; empty while this node is in none
 * @param node this node
 * @param leader the name of the node that leads, if this one knows
 * @param term grows with each leadership
 * @param lastIndex the last entry that is applied here
 * @param members in the order of their names; only the leader knows more of them than their
 *     addresses
 */
public record ClusterStatus(
    Optional<String> cluster,
    NodeAddress node,
    Optional<String> leader,
    long term,
    long lastIndex,
    List<Member> members) {

  /**
   * A member.
   *
   * @param progress how far it is, if this node leads and it is another
   */
  public record Member(NodeAddress address, boolean leads, Optional<Progress> progress) {}

  /**
   * How far a follower is.
   *
   * @param matchIndex the last entry that is known to be on its disk; below 0 if none is
   * @param nextIndex the entry that it is sent next
   * @param silentMillis since when it has not answered
   */
  public record Progress(long matchIndex, long nextIndex, long silentMillis) {}
}
