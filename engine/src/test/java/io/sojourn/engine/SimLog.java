package io.sojourn.engine;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one node of a {@link SimCluster}: applies, completes and announces on a thread of its
 * own, when the schedule says so. What it shares with the others is guarded by the cluster.
 */
final class SimLog implements ReplicatedLog {

  /** An entry that this node appended and whose stage is open. */
  static final class Append {
    final ByteBuffer bytes;
    final CompletableFuture<Long> stage = new CompletableFuture<>();

    Append(ByteBuffer bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * A read barrier: promises no more than a log must.
   *
   * @param committed how many entries were committed when it was asked for
   */
  private record Barrier(int committed, CompletableFuture<Long> stage) {}

  private static final int DEPTH = 4;
  private static final long PATIENCE_SECONDS = 60;

  private final SimCluster cluster;
  final String name;
  private final ExecutorService thread;
  private @Nullable Applier applier;
  private @Nullable Consumer<Role> roles;

  /** How many of the committed entries are applied here. */
  int applied;

  boolean leading;
  volatile int barriersAsked;
  boolean isolated;
  private boolean closed;
  private boolean granted;
  private long ledUntil;
  final List<Append> open = new ArrayList<>();
  final TreeMap<Long, Append> committed = new TreeMap<>();
  private final List<Barrier> barriers = new ArrayList<>();

  SimLog(SimCluster cluster, String name, int applied) {
    this.cluster = cluster;
    this.name = name;
    this.applied = applied;
    this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "log-" + name));
  }

  @Override
  public void start(Applier applier, Consumer<Role> roles) {
    synchronized (cluster) {
      this.applier = applier;
      this.roles = roles;
      for (int i = 0; i < applied; i++) {
        SimCluster.Stored entry = cluster.committed(i);
        applier.apply(entry.index(), entry.bytes().duplicate());
      }
    }
    roles.accept(new Role.Follower(0, Optional.empty()));
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    synchronized (cluster) {
      if (closed) {
        return CompletableFuture.failedStage(new LogException.Failed("closed", null));
      }
      if (!leading) {
        return CompletableFuture.failedStage(new LogException.NotLeader(null));
      }
      if (open.size() >= DEPTH) {
        cluster.trouble("more appends are outstanding than the log allows");
      }
      if (!granted && !SimCluster.isHarmless(entry, ledUntil)) {
        cluster.trouble("an entry ends leases before the new leadership has granted them");
      }
      granted |= SimCluster.grantsLeases(entry);
      ByteBuffer copy = ByteBuffer.allocate(entry.remaining()).put(entry.duplicate()).flip();
      Append append = new Append(copy.asReadOnlyBuffer());
      open.add(append);
      if (!isolated) {
        cluster.pending(append, this);
      }
      return append.stage;
    }
  }

  @Override
  public int pipelineDepth() {
    return DEPTH;
  }

  @Override
  public CompletionStage<Long> readBarrier() {
    synchronized (cluster) {
      if (closed) {
        return CompletableFuture.failedStage(new LogException.Failed("closed", null));
      }
      barriersAsked++;
      Barrier barrier = new Barrier(cluster.committedCount(), new CompletableFuture<>());
      barriers.add(barrier);
      return barrier.stage;
    }
  }

  /** Runs something on the thread of this log, and waits for it. */
  private void run(Runnable task) {
    try {
      thread.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("on the thread of log " + name, e);
    }
  }

  private Applier applier() {
    Applier started = applier;
    if (started == null) {
      throw new AssertionError("log " + name + " is not started");
    }
    return started;
  }

  /** Applies the next committed entries, up to so many. */
  void apply(int count) {
    run(
        () -> {
          for (int i = 0; i < count; i++) {
            SimCluster.Stored next;
            synchronized (cluster) {
              if (applied == cluster.committedCount() || isolated || closed) {
                return;
              }
              next = cluster.committed(applied++);
            }
            applier().apply(next.index(), next.bytes().duplicate());
            complete(next.index());
          }
        });
  }

  /** Completes what this node appended and has applied, up to an index. */
  private void complete(long index) {
    List<Append> done;
    synchronized (cluster) {
      var upTo = committed.headMap(index, true);
      done = List.copyOf(upTo.values());
      open.removeAll(done);
      upTo.clear();
    }
    done.forEach(append -> append.stage.complete(index));
  }

  /** Takes over the state of another node, which goes on meanwhile. */
  void install(SimLog from) {
    List<byte[]> chunks = new ArrayList<>();
    int[] captured = new int[1];
    from.run(
        () -> {
          captured[0] = from.applied;
          try (SnapshotSource source = from.applier().snapshot()) {
            from.run(source, chunks);
          }
        });
    if (captured[0] <= applied) {
      return;
    }
    int length = chunks.stream().mapToInt(chunk -> chunk.length).sum();
    ByteBuffer whole = ByteBuffer.allocate(length);
    chunks.forEach(whole::put);
    run(
        () -> {
          long index = cluster.committed(captured[0] - 1).index();
          try {
            applier().restore(index, new ByteArrayInputStream(whole.array()));
          } catch (java.io.IOException e) {
            throw new AssertionError("a snapshot of the same program", e);
          }
          synchronized (cluster) {
            applied = captured[0];
          }
          complete(index);
        });
  }

  private void run(SnapshotSource source, List<byte[]> chunks) {
    for (ByteBuffer chunk = source.next(); chunk != null; chunk = source.next()) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      chunks.add(bytes);
    }
  }

  /** Announces leadership; everything committed is applied here. */
  void lead(long term) {
    synchronized (cluster) {
      leading = true;
      granted = false;
    }
    announce(new Role.Leader(term));
  }

  void announce(Role role) {
    Consumer<Role> told = roles;
    if (told != null) {
      run(() -> told.accept(role));
    }
  }

  void stopLeading() {
    leading = false;
    ledUntil = cluster.clock.getAsLong();
  }

  /** Tells that leadership is over: nobody here knows what becomes of what is outstanding. */
  void follow(long term, Optional<String> leader, boolean roleFirst) {
    if (roleFirst) {
      announce(new Role.Follower(term, leader));
    }
    run(() -> failOpen(new LogException.Uncertain("leadership was lost", null)));
    if (!roleFirst) {
      announce(new Role.Follower(term, leader));
    }
  }

  /** Fails what is outstanding, some of which may be committed already, or will be. */
  private int failOpen(LogException why) {
    List<Append> failed;
    List<Barrier> reads;
    synchronized (cluster) {
      failed = List.copyOf(open);
      open.clear();
      committed.clear();
      reads = List.copyOf(barriers);
      barriers.clear();
    }
    failed.forEach(append -> append.stage.completeExceptionally(why));
    reads.forEach(read -> read.stage.completeExceptionally(why));
    return failed.size();
  }

  /** A majority confirms what was committed when it was asked; it is applied, then reads go on. */
  void confirmReads() {
    List<Barrier> reads;
    synchronized (cluster) {
      if (isolated) {
        return;
      }
      reads = List.copyOf(barriers);
      barriers.clear();
    }
    for (Barrier read : reads) {
      apply(read.committed - applied);
      long index = read.committed == 0 ? 0 : cluster.committed(read.committed - 1).index();
      run(() -> read.stage.complete(index));
    }
  }

  /** The process dies: nothing is appended any more, and nobody hears what became of the rest. */
  void crash() {
    synchronized (cluster) {
      closed = true;
      leading = false;
    }
    var unused = failOpen(new LogException.Uncertain("the process died", null));
  }

  @Override
  public boolean housekeep() {
    return false;
  }

  @Override
  public void requestSnapshot() {}

  @Override
  public LogStatus status() {
    return new LogStatus(
        closed ? LogStatus.State.CLOSED : LogStatus.State.RUNNING,
        1,
        applied,
        0,
        0,
        false,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void close() {
    crash();
    thread.shutdown();
  }
}
