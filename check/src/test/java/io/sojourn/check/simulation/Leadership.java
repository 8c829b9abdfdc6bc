package io.sojourn.check.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** What a node does while it leads: replicates, commits, and confirms reads. */
final class Leadership {

  private static final long HEARTBEAT_MICROS = 40_000;
  private static final long NONE = -1;

  /** Before the first round of a term, and in an answer that confirms no leader. */
  static final long NO_ROUND = 0;

  /** A read that waits for a majority to confirm the leader, then for its index to be applied. */
  private record Read(long round, long index, LongConsumer then) {}

  private final RaftNode node;
  private final int batch;
  private final long[] next;
  private final long[] match;
  private final long[] acknowledgedRound;
  private final long[] heardAt;
  private final boolean[] inFlight;
  private final List<Read> unconfirmed = new ArrayList<>();
  private final List<Read> confirmed = new ArrayList<>();
  private final Map<Long, LongConsumer> asked = new HashMap<>();
  private long term = NONE;
  private long firstIndex;
  private long round;
  private long asks;
  private final Reconfiguration change;

  Leadership(RaftNode node, int batch) {
    this.node = node;
    this.batch = batch;
    this.next = new long[node.nodes];
    this.match = new long[node.nodes];
    this.acknowledgedRound = new long[node.nodes];
    this.heardAt = new long[node.nodes];
    this.inFlight = new boolean[node.nodes];
    this.change = new Reconfiguration(node, this);
    this.asks = node.host.now() << 16; // no answer to an earlier life is taken for one to this
  }

  /** The term that the node leads, or -1. */
  long term() {
    return term;
  }

  void begin() {
    term = node.disk.term();
    Arrays.fill(next, node.disk.log().lastIndex() + 1);
    Arrays.fill(match, 0);
    Arrays.fill(acknowledgedRound, NO_ROUND);
    Arrays.fill(heardAt, node.host.now());
    round = NO_ROUND;
    change.forget();
    append(new byte[0], 0);
    firstIndex = node.disk.log().lastIndex();
    node.host.leading();
    long led = term;
    heartbeat(led);
  }

  void end() {
    term = NONE;
    List<Read> lost = new ArrayList<>(unconfirmed);
    unconfirmed.clear();
    lost.forEach(read -> read.then.accept(NONE));
  }

  /** Appends an entry, of a leader only. */
  void append(byte[] bytes, int members) {
    node.disk.change(new LogImage.Change.Append(new LogEntry(term, bytes, members)));
    node.host.sync();
    node.host.point();
    for (int peer = 0; peer < node.nodes; peer++) {
      if (change.reaches(peer) && !inFlight[peer]) {
        replicate(peer);
      }
    }
  }

  /**
   * Lets a node become a member, or be one no more, if that can be; see {@link Reconfiguration}.
   */
  void change(int peer, boolean joins) {
    if (term != NONE) {
      change.ask(peer, joins);
    }
  }

  /** Whether an entry of this leadership is committed. */
  boolean hasCommitted() {
    return node.commit() >= firstIndex;
  }

  /** The last entry that a node is known to have. */
  long match(int peer) {
    return match[peer];
  }

  private void heartbeat(long led) {
    if (term != led) {
      return;
    }
    change.goOn();
    int heard = 1;
    for (int peer = 0; peer < node.nodes; peer++) {
      if (change.reaches(peer)) {
        boolean lately = node.host.now() - heardAt[peer] < 2 * RaftNode.ELECTION_MICROS;
        heard += change.counts(peer) && lately ? 1 : 0;
        replicate(peer);
      }
    }
    if (heard <= node.half() && node.bug != Bug.STALE_READ) {
      node.follow(led, SimDisk.NOBODY); // it may be cut off: others may lead by now
      return;
    }
    node.host.after(HEARTBEAT_MICROS, () -> heartbeat(led));
  }

  void replicate(int peer) {
    LogImage log = node.disk.log();
    inFlight[peer] = true;
    long previous = next[peer] - 1;
    StoredSnapshot snapshot = log.snapshot();
    if (previous < log.base() && snapshot != null) {
      node.host.send(peer, new RaftMessage.Install(node.self(), snapshot, round));
      return;
    }
    node.host.send(
        peer,
        new RaftMessage.Append(
            node.self(),
            previous,
            log.termAt(previous),
            log.from(previous + 1, batch),
            node.commit(),
            round));
  }

  void appended(RaftMessage.Appended answer) {
    int peer = answer.sender().node();
    if (term == NONE || answer.sender().term() != term) {
      return;
    }
    heardAt[peer] = node.host.now();
    inFlight[peer] = false;
    if (answer.ok()) {
      boolean further = answer.match() > match[peer];
      match[peer] = Math.max(match[peer], answer.match());
      next[peer] = Math.max(next[peer], match[peer] + 1);
      advance();
      if (further && term != NONE && next[peer] <= node.disk.log().lastIndex()) {
        replicate(peer); // but not for an answer that comes again: one would become many
      }
    } else if (answer.match() >= match[peer] && answer.match() + 1 < next[peer]) {
      next[peer] = answer.match() + 1;
      replicate(peer);
    }
    acknowledgedRound[peer] = Math.max(acknowledgedRound[peer], answer.round());
    confirmReads();
  }

  /** Commits what a majority has. */
  void advance() {
    if (term == NONE) {
      return;
    }
    LogImage log = node.disk.log();
    for (long index = log.lastIndex(); index > node.commit(); index--) {
      boolean own = log.termAt(index) == term;
      if (!own && node.bug != Bug.OLD_TERM_COMMITTED_BY_COUNT) {
        return;
      }
      if (holders(index) > (node.bug == Bug.ACK_BEFORE_MAJORITY ? 0 : node.half())) {
        node.commitUpTo(index);
        return;
      }
    }
  }

  private int holders(long index) {
    long own =
        node.bug == Bug.ACK_BEFORE_SYNC ? node.disk.log().lastIndex() : node.disk.durableIndex();
    int holders = own >= index ? 1 : 0;
    for (int peer = 0; peer < node.nodes; peer++) {
      holders += change.counts(peer) && match[peer] >= index ? 1 : 0;
    }
    return holders;
  }

  /** A node has begun a new life and has nothing of what it had. */
  void forget(int peer) {
    match[peer] = 0;
    next[peer] = node.disk.log().lastIndex() + 1;
  }

  /** Calls back with the index that a read has to wait for, or -1 if this is no leader. */
  void readIndex(LongConsumer then) {
    if (term == NONE || !hasCommitted()) {
      then.accept(NONE);
      return;
    }
    unconfirmed.add(new Read(++round, node.commit(), then));
    for (int peer = 0; peer < node.nodes; peer++) {
      if (change.reaches(peer)) {
        replicate(peer);
      }
    }
    confirmReads();
  }

  private void confirmReads() {
    if (unconfirmed.isEmpty()) {
      return;
    }
    for (Read read : List.copyOf(unconfirmed)) {
      int confirming = 1;
      for (int peer = 0; peer < node.nodes; peer++) {
        confirming += change.counts(peer) && acknowledgedRound[peer] >= read.round ? 1 : 0;
      }
      if (confirming > node.half()) {
        unconfirmed.remove(read);
        confirmed.add(read);
      }
    }
    answerReads();
  }

  void answerReads() {
    if (confirmed.isEmpty()) {
      return;
    }
    for (Read read : List.copyOf(confirmed)) {
      if (read.index <= node.applied()) {
        confirmed.remove(read);
        read.then.accept(read.index);
      }
    }
  }

  /** Asks the leader on behalf of a reader at this node. */
  void askReadIndex(int leader, LongConsumer then) {
    asked.put(++asks, then);
    node.host.send(leader, new RaftMessage.AskReadIndex(node.self(), asks));
  }

  void answered(RaftMessage.ReadIndex answer) {
    LongConsumer then = asked.remove(answer.read());
    if (then == null) {
      return;
    }
    if (answer.index() == NONE) {
      then.accept(NONE);
    } else {
      confirmed.add(new Read(0, answer.index(), then));
      answerReads();
    }
  }
}
