package io.sojourn.check.simulation;

import io.sojourn.check.simulation.RaftMessage.Sender;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The Raft of one node from its start to its crash: terms, votes and the following of a leader
 * (Ongaro's dissertation, chapter 3). What it does as a leader is in {@link Leadership}.
 */
final class RaftNode {

  static final long ELECTION_MICROS = 150_000;

  /** What the node does for its Raft. */
  interface Host {
    long now();

    void after(long micros, Runnable what);

    void send(int to, RaftMessage message);

    /** Asks for a sync of the disk, after which {@link RaftNode#synced} is called. */
    void sync();

    void apply(long index, LogEntry entry);

    void restore(StoredSnapshot snapshot);

    void leading();

    /** Has won an election. */
    void elected(long term);

    /** Leads no more, or follows another leader. */
    void deposed();

    /** The node has come to a point at which it is worth to crash. */
    void point();

    /** Something happened that must never happen. */
    void broken(String what);
  }

  private record PendingAck(int leader, long match, long round) {}

  final int id;
  final int nodes;
  final Bug bug;
  final SimDisk disk;
  final Host host;
  private final SplittableRandom random;
  private final Set<Integer> votes = new HashSet<>();
  private @Nullable PendingAck pendingAck;
  final Leadership leadership;
  private final Rejoining rejoining;
  private boolean candidate;
  private int votesCounted;
  private int leader = SimDisk.NOBODY;
  private long commit;
  private long applied;
  private long electionAt;
  private long leaderHeardAt = Long.MIN_VALUE / 2;
  private boolean timing;

  /** Whether the members change, so that some who are none any more may not know it yet. */
  private final boolean strangers;

  RaftNode(int id, Scene scene, SimDisk disk, Host host) {
    this.id = id;
    this.nodes = scene.plan().places();
    this.strangers = scene.plan().spares() > 0;
    this.bug = scene.bug();
    this.disk = disk;
    this.host = host;
    this.random = scene.random();
    this.leadership = new Leadership(this, scene.plan().batch());
    this.rejoining = new Rejoining(this);
  }

  /** Begins from what is on disk; its snapshot has been restored. */
  void start() {
    StoredSnapshot snapshot = disk.log().snapshot();
    commit = snapshot == null ? 0 : snapshot.index();
    applied = commit;
    hearLeader();
    time();
    rejoining.announce();
  }

  boolean isLeader() {
    return leadership.term() == disk.term();
  }

  /** The node that leads as far as this one knows, or {@link SimDisk#NOBODY}. */
  int leader() {
    return isLeader() ? id : leader;
  }

  long commit() {
    return commit;
  }

  long applied() {
    return applied;
  }

  Sender self() {
    return new Sender(id, disk.lifeOf(id), disk.term());
  }

  boolean isMember(int peer) {
    return (disk.log().members() >> peer & 1) == 1;
  }

  /** More than so many members are a majority of them. */
  int half() {
    return Integer.bitCount(disk.log().members()) / 2;
  }

  void broadcast(RaftMessage message) {
    for (int peer = 0; peer < nodes; peer++) {
      if (peer != id && isMember(peer)) {
        host.send(peer, message);
      }
    }
  }

  void receive(RaftMessage message) {
    Sender from = message.sender();
    if (from.life() < disk.lifeOf(from.node()) || isDisturbance(message)) {
      return;
    }
    if (from.life() > disk.lifeOf(from.node())) {
      disk.life(from.node(), from.life());
      leadership.forget(from.node());
    }
    if (from.term() > disk.term()) {
      follow(from.term(), SimDisk.NOBODY);
    }
    switch (message) {
      case RaftMessage.AskVote ask -> askedForVote(ask);
      case RaftMessage.Vote vote -> voted(vote);
      case RaftMessage.Append append -> append(append);
      case RaftMessage.Install install -> install(install);
      case RaftMessage.Appended appended -> leadership.appended(appended);
      case RaftMessage.AskReadIndex ask ->
          leadership.readIndex(
              index ->
                  host.send(from.node(), new RaftMessage.ReadIndex(self(), ask.read(), index)));
      case RaftMessage.ReadIndex index -> leadership.answered(index);
      case RaftMessage.Rejoin rejoin -> rejoining.promise(from.node());
      case RaftMessage.Rejoined rejoined -> rejoining.promised(rejoined);
    }
  }

  /**
   * Whether somebody stands for election though there is a leader: one who is no member any more,
   * or not yet, and is not told of the leader (section 4.2.3).
   */
  private boolean isDisturbance(RaftMessage message) {
    return strangers
        && message instanceof RaftMessage.AskVote
        && (isLeader() || host.now() - leaderHeardAt < ELECTION_MICROS);
  }

  /** Takes a term over, and whom to follow in it if that is known. */
  void follow(long term, int whom) {
    boolean led = isLeader();
    if (term > disk.term()) {
      disk.vote(term, SimDisk.NOBODY);
      pendingAck = null;
      leader = SimDisk.NOBODY;
    }
    candidate = false;
    if (led) {
      leadership.end();
      hearLeader();
      time();
    }
    if (whom != SimDisk.NOBODY) {
      leader = whom;
    }
    if (led) {
      host.deposed();
    }
  }

  private void hearLeader() {
    electionAt = host.now() + ELECTION_MICROS + random.nextLong(ELECTION_MICROS);
  }

  private void electionTimer() {
    timing = false;
    if (host.now() >= electionAt && !isLeader()) {
      hearLeader();
      if (!disk.abstaining() && isMember(id)) {
        campaign();
      }
    }
    time();
  }

  private void time() {
    if (!timing && !isLeader()) {
      timing = true;
      host.after(electionAt - host.now(), this::electionTimer);
    }
  }

  private void campaign() {
    disk.vote(disk.term() + 1, id);
    candidate = true;
    leader = SimDisk.NOBODY;
    pendingAck = null;
    votes.clear();
    votes.add(id);
    votesCounted = 1;
    leadIfElected();
    askForVotes(disk.term());
  }

  private void askForVotes(long term) {
    if (candidate && disk.term() == term) {
      broadcast(new RaftMessage.AskVote(self(), disk.log().lastIndex(), disk.log().lastTerm()));
      host.after(ELECTION_MICROS / 3, () -> askForVotes(term));
    }
  }

  private void askedForVote(RaftMessage.AskVote ask) {
    Sender from = ask.sender();
    LogImage log = disk.log();
    boolean upToDate = log.isCoveredBy(ask.lastTerm(), ask.lastIndex());
    boolean granted =
        from.term() == disk.term()
            && upToDate
            && !disk.abstaining()
            && (disk.votedFor() == SimDisk.NOBODY || disk.votedFor() == from.node());
    if (granted) {
      disk.vote(disk.term(), from.node());
      hearLeader();
      host.point();
    }
    host.send(from.node(), new RaftMessage.Vote(self(), granted));
  }

  private void voted(RaftMessage.Vote vote) {
    if (candidate && vote.granted() && vote.sender().term() == disk.term()) {
      if (isMember(vote.sender().node())) {
        votes.add(vote.sender().node());
        votesCounted++;
      }
      leadIfElected();
    }
  }

  private void leadIfElected() {
    int count = bug == Bug.VOTES_COUNTED_TWICE ? votesCounted : votes.size();
    if (candidate && count > half()) {
      candidate = false;
      leader = id;
      host.elected(disk.term());
      leadership.begin();
    }
  }

  private void append(RaftMessage.Append append) {
    Sender from = append.sender();
    if (isOfThePast(from)) {
      return;
    }
    heardFrom(from);
    LogImage log = disk.log();
    long at = append.previousIndex();
    boolean agrees = at < log.base() || log.termAt(at) == append.previousTerm();
    if (!agrees) {
      long hint = Math.min(log.lastIndex(), at - 1);
      host.send(from.node(), new RaftMessage.Appended(self(), false, hint, append.round()));
      return;
    }
    for (LogEntry entry : append.entries()) {
      at++;
      if (at > log.base() && log.termAt(at) != entry.term()) {
        store(at, entry);
      }
    }
    commit = Math.max(commit, Math.min(append.commit(), at));
    applyCommitted();
    vouch(new PendingAck(from.node(), at, append.round()));
  }

  /** Tells a leader of an earlier term so, in no round: it may lead again, with rounds anew. */
  private boolean isOfThePast(Sender leader) {
    if (leader.term() < disk.term()) {
      host.send(leader.node(), new RaftMessage.Appended(self(), false, 0, Leadership.NO_ROUND));
      return true;
    }
    return false;
  }

  private void store(long at, LogEntry entry) {
    if (at <= disk.log().lastIndex()) {
      if (bug == Bug.TRUNCATION_FORGOTTEN) {
        return;
      }
      if (at <= commit) {
        host.broken("entry " + at + " was committed on node " + id + " and is taken back");
        return;
      }
      disk.change(new LogImage.Change.Truncate(at));
      if (pendingAck != null && pendingAck.match >= at) {
        pendingAck = null;
      }
    }
    disk.change(new LogImage.Change.Append(entry));
  }

  private void install(RaftMessage.Install install) {
    Sender from = install.sender();
    if (isOfThePast(from)) {
      return;
    }
    heardFrom(from);
    StoredSnapshot snapshot = install.snapshot();
    if (snapshot.index() > commit) {
      disk.change(new LogImage.Change.Install(snapshot));
      pendingAck = null;
      commit = snapshot.index();
      applied = commit;
      host.restore(snapshot);
    }
    vouch(new PendingAck(from.node(), snapshot.index(), install.round()));
  }

  private void heardFrom(Sender from) {
    if (isLeader() || leader != from.node()) {
      if (isLeader()) {
        host.broken("nodes " + id + " and " + from.node() + " lead in term " + disk.term());
      }
      follow(from.term(), from.node());
    }
    candidate = false;
    leaderHeardAt = host.now();
    hearLeader();
  }

  /** Tells the leader up to where this log is its log, once that is on disk. */
  private void vouch(PendingAck ack) {
    if (ack.match <= disk.durableIndex() || bug == Bug.ACK_BEFORE_SYNC) {
      host.send(ack.leader, new RaftMessage.Appended(self(), true, ack.match, ack.round));
    } else {
      PendingAck before = pendingAck;
      pendingAck =
          before == null || before.match < ack.match
              ? ack
              : new PendingAck(ack.leader, before.match, ack.round);
      host.sync();
    }
  }

  /** What was written when the sync began is on disk. */
  void synced() {
    PendingAck ack = pendingAck;
    if (ack != null && ack.match <= disk.durableIndex()) {
      pendingAck = null;
      vouch(ack);
    }
    rejoining.voteAgain();
    leadership.advance();
  }

  /** Commits up to there and applies. */
  void commitUpTo(long index) {
    host.point();
    commit = index;
    applyCommitted();
  }

  private void applyCommitted() {
    while (applied < commit) {
      applied++;
      host.apply(applied, disk.log().get(applied));
    }
    leadership.answerReads();
  }

  /** Calls back with the index from which on a read here is linearizable, or -1. */
  void readIndex(LongConsumer then) {
    if (isLeader()) {
      leadership.readIndex(then);
    } else if (leader == SimDisk.NOBODY) {
      then.accept(-1);
    } else {
      leadership.askReadIndex(leader, then);
    }
  }
}
