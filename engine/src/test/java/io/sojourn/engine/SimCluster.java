package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.wire.EntryCodec;
import io.sojourn.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the logs of several nodes share: the committed entries, and those that the leader has
 * appended and no majority has yet. Each step of a schedule is a method; there is one leader at a
 * time, though one that was cut off may not know that it is none.
 */
final class SimCluster {

  /** A committed entry. */
  record Stored(long index, ByteBuffer bytes) {}

  private record Waiting(SimLog.Append append, SimLog owner) {}

  private final Random random;
  final LongSupplier clock;
  private final List<Stored> committed = new ArrayList<>();
  private final Deque<Waiting> pending = new ArrayDeque<>();
  private final List<String> troubles = new ArrayList<>();
  private @Nullable SimLog leader;
  private long term;

  /** How often each thing happened, to show that a schedule is worth something. */
  int lost;

  int late;
  int installs;

  SimCluster(Random random, LongSupplier clock) {
    this.random = random;
    this.clock = clock;
  }

  synchronized Stored committed(int position) {
    return committed.get(position);
  }

  synchronized int committedCount() {
    return committed.size();
  }

  synchronized long lastIndex() {
    return committed.isEmpty() ? 0 : committed.getLast().index();
  }

  synchronized void pending(SimLog.Append append, SimLog owner) {
    pending.add(new Waiting(append, owner));
  }

  synchronized int pendingCount() {
    return pending.size();
  }

  synchronized @Nullable SimLog leader() {
    return leader;
  }

  /** Notes something that must not be; the test looks at the end. */
  synchronized void trouble(String what) {
    troubles.add(what);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  static boolean grantsLeases(ByteBuffer entry) {
    try {
      return EntryCodec.decodeCommands(entry).stream()
          .anyMatch(command -> command instanceof Command.GrantLeases);
    } catch (WireException e) {
      throw new AssertionError("an entry that was just encoded", e);
    }
  }

  /** Whether an entry grants the leases, or carries a time at which its proposer did lead. */
  static boolean isHarmless(ByteBuffer entry, long ledUntil) {
    try {
      return EntryCodec.decodeHeader(entry).clusterTime() <= ledUntil || grantsLeases(entry);
    } catch (WireException e) {
      throw new AssertionError("an entry that was just encoded", e);
    }
  }

  /** A majority has the next entries of the leader, up to so many. */
  synchronized void commit(int count) {
    for (int i = 0; i < count && !pending.isEmpty(); i++) {
      Waiting next = pending.poll();
      // The log uses indexes for entries of its own: the machine sees gaps.
      long index = lastIndex() + 1 + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
      committed.add(new Stored(index, next.append().bytes));
      if (next.owner().open.contains(next.append())) {
        next.owner().committed.put(index, next.append());
      } else {
        late++;
      }
    }
  }

  /** The newest of what no majority has is lost, as much as chance wants. */
  private void loseSome() {
    for (int i = random.nextInt(pending.size() + 1); i > 0; i--) {
      pending.pollLast();
      lost++;
    }
  }

  /** The leader hears that it leads no more. */
  void depose() {
    SimLog deposed;
    synchronized (this) {
      deposed = leader;
      if (deposed == null) {
        return;
      }
      leader = null;
      loseSome();
      deposed.stopLeading();
    }
    deposed.follow(term, Optional.empty(), random.nextBoolean());
  }

  /** The leader is cut off and does not know: it goes on appending what will be lost. */
  synchronized void isolateLeader() {
    if (leader != null) {
      leader.isolated = true;
      leader = null;
      loseSome();
    }
  }

  /** A node that was cut off hears of the others again. */
  void heal(SimLog log) {
    synchronized (this) {
      if (!log.isolated) {
        return;
      }
      log.stopLeading();
    }
    log.follow(term, name(leader()), random.nextBoolean());
    synchronized (this) {
      log.isolated = false;
    }
  }

  /**
   * A node becomes leader: it has what is left of the old one's entries, commits and applies it.
   */
  void elect(SimLog log, List<SimLog> others) {
    synchronized (this) {
      if (leader != null || log.isolated) {
        return;
      }
      commit(Integer.MAX_VALUE);
    }
    log.apply(Integer.MAX_VALUE);
    synchronized (this) {
      leader = log;
      term++;
    }
    log.lead(term);
    for (SimLog other : others) {
      if (other != log && !other.isolated && random.nextBoolean()) {
        other.announce(new Role.Follower(term, Optional.of(log.name)));
      }
    }
  }

  /** A node that lags gets the state of another. */
  void install(SimLog from, SimLog to) {
    synchronized (this) {
      if (from.isolated || to.isolated || from.applied <= to.applied) {
        return;
      }
      installs++;
    }
    to.install(from);
  }

  /** A node dies. */
  void crash(SimLog log) {
    synchronized (this) {
      if (leader == log) {
        leader = null;
        loseSome();
      }
      log.crash();
    }
  }

  private static Optional<String> name(@Nullable SimLog log) {
    return log == null ? Optional.empty() : Optional.of(log.name);
  }
}
