package io.sojourn.check.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * How a node that lost its disk comes back. It has forgotten what it voted and stored, so it begins
 * a new life: it abstains from voting until every other node has promised not to listen to its
 * earlier lives, and it has all that any of them had then, and an entry of a term not below any of
 * theirs. What a leader may have committed by its earlier self is among that, and in no term in
 * which that may have voted does it vote again.
 */
final class Rejoining {

  private final RaftNode node;
  private final Map<Integer, RaftMessage.Rejoined> promises = new HashMap<>();

  Rejoining(RaftNode node) {
    this.node = node;
  }

  /** Tells the others of the new life, if it is one, until they have all promised. */
  void announce() {
    if (node.disk.abstaining()) {
      node.broadcast(new RaftMessage.Rejoin(node.self()));
      node.host.after(RaftNode.ELECTION_MICROS, this::announce);
    }
  }

  /**
   * Promises another node not to listen to its earlier lives: {@link RaftNode#receive} keeps it.
   */
  void promise(int to) {
    LogImage log = node.disk.log();
    node.host.send(to, new RaftMessage.Rejoined(node.self(), log.lastIndex(), log.lastTerm()));
  }

  void promised(RaftMessage.Rejoined promise) {
    if (node.disk.abstaining()) {
      promises.putIfAbsent(promise.sender().node(), promise);
      voteAgain();
    }
  }

  /** Votes again if it may. */
  void voteAgain() {
    LogImage log = node.disk.log();
    if (node.disk.abstaining()
        && promises.size() == node.nodes - 1
        && node.disk.durableIndex() == log.lastIndex()
        && promises.values().stream().allMatch(this::isMadeUpFor)) {
      node.disk.vote(node.disk.term(), node.id);
      node.disk.abstain(false);
    }
  }

  private boolean isMadeUpFor(RaftMessage.Rejoined promise) {
    LogImage log = node.disk.log();
    return log.lastTerm() >= promise.sender().term()
        && (log.lastTerm() > promise.lastTerm()
            || (log.lastTerm() == promise.lastTerm() && log.lastIndex() >= promise.lastIndex()));
  }
}
