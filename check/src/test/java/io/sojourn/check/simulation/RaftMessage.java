package io.sojourn.check.simulation;

import java.util.List;

/** What nodes say to one another (Ongaro's dissertation, figures 3.1, 5.3 and section 6.4). */
sealed interface RaftMessage {

  /**
   * Who sent it.
   *
   * @param node which node
   * @param life which of its lives: see {@link Rejoin}
   * @param term its term
   */
  record Sender(int node, int life, long term) {}

  Sender sender();

  record AskVote(Sender sender, long lastIndex, long lastTerm) implements RaftMessage {}

  record Vote(Sender sender, boolean granted) implements RaftMessage {}

  record Append(
      Sender sender,
      long previousIndex,
      long previousTerm,
      List<LogEntry> entries,
      long commit,
      long round)
      implements RaftMessage {}

  /** If not {@code ok}, {@code match} is where the follower's log may agree at the latest. */
  record Appended(Sender sender, boolean ok, long match, long round) implements RaftMessage {}

  record Install(Sender sender, StoredSnapshot snapshot, long round) implements RaftMessage {}

  /** A follower asks the leader from which index on it may answer a read. */
  record AskReadIndex(Sender sender, long read) implements RaftMessage {}

  /** The index, or -1 if there is none to be had here. */
  record ReadIndex(Sender sender, long read, long index) implements RaftMessage {}

  /** A node that lost its disk tells that it begins a new life. */
  record Rejoin(Sender sender) implements RaftMessage {}

  /** What was said in that node's earlier lives is not listened to any more; where the log ends. */
  record Rejoined(Sender sender, long lastIndex, long lastTerm) implements RaftMessage {}
}
