package io.sojourn.check.simulation;

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * The disk of one node. Changes of the log are durable once a sync that began after them has ended;
 * a crash keeps what was synced and any number of the changes after it, in order. Term and vote are
 * durable at once, before anybody is told of them.
 */
final class SimDisk {

  /** Voted for nobody in the term. */
  static final int NOBODY = -1;

  private final Bug bug;
  private final ArrayDeque<LogImage.Change> unsynced = new ArrayDeque<>();
  private final int members;
  private LogImage log;
  private LogImage durable;
  private long term;
  private int votedFor = NOBODY;
  private long syncing;
  private long cutSinceSyncBegan;
  private int changesSyncing;
  private long durableIndex;

  /** Which life of each node is the latest known; a life ends when a node loses its disk. */
  private final int[] lives;

  private boolean abstaining;

  /**
   * An empty disk.
   *
   * @param nodes how many there are or may be
   * @param members those of the beginning, a bit for each; 0 on a node that has to be added
   */
  SimDisk(Bug bug, int nodes, int members) {
    this.bug = bug;
    this.members = members;
    this.log = new LogImage(members);
    this.durable = new LogImage(members);
    this.lives = new int[nodes];
  }

  LogImage log() {
    return log;
  }

  long term() {
    return term;
  }

  int votedFor() {
    return votedFor;
  }

  void vote(long inTerm, int candidate) {
    term = inTerm;
    votedFor = candidate;
  }

  int lifeOf(int node) {
    return lives[node];
  }

  void life(int node, int life) {
    lives[node] = life;
  }

  /** Whether the node lost its disk and must not vote until it has all that it may have had. */
  boolean abstaining() {
    return abstaining;
  }

  void abstain(boolean abstains) {
    abstaining = abstains;
  }

  void change(LogImage.Change change) {
    if (change instanceof LogImage.Change.Truncate truncate) {
      durableIndex = Math.min(durableIndex, truncate.from() - 1);
      cutSinceSyncBegan = Math.min(cutSinceSyncBegan, truncate.from() - 1);
    } else if (change instanceof LogImage.Change.Install) {
      durableIndex = 0;
      cutSinceSyncBegan = 0;
    }
    unsynced.add(change);
    log.apply(change);
  }

  /** The last entry that is durable together with all before it. */
  long durableIndex() {
    return durableIndex;
  }

  boolean needsSync() {
    return !unsynced.isEmpty();
  }

  void beginSync() {
    syncing = log.lastIndex();
    cutSinceSyncBegan = Long.MAX_VALUE;
    changesSyncing = unsynced.size();
  }

  void endSync() {
    for (int i = 0; i < changesSyncing; i++) {
      durable.apply(unsynced.remove());
    }
    changesSyncing = 0;
    durableIndex = Math.max(durableIndex, Math.min(syncing, cutSinceSyncBegan));
  }

  /**
   * The machine stops.
   *
   * @param losing whether any number of the last unsynced changes is lost, as by a power cut
   */
  void crash(SplittableRandom random, boolean losing) {
    int kept = losing ? random.nextInt(unsynced.size() + 1) : unsynced.size();
    for (int i = 0; i < kept; i++) {
      durable.apply(unsynced.remove());
    }
    unsynced.clear();
    changesSyncing = 0;
    log = new LogImage(durable);
    durableIndex = log.lastIndex();
    if (bug == Bug.VOTE_NOT_PERSISTED) {
      votedFor = NOBODY;
    }
  }

  /** Everything is gone; the node has a life of another number then. */
  void wipe(int node, int life) {
    unsynced.clear();
    changesSyncing = 0;
    log = new LogImage(members);
    durable = new LogImage(members);
    durableIndex = 0;
    term = 0;
    votedFor = NOBODY;
    lives[node] = life;
    abstaining = bug != Bug.WIPED_NODE_VOTES;
  }
}
