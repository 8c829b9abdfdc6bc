package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one node: a folder with segments of records and snapshots, as docs/file-format.md
 * describes it.
 *
 * <p>An append writes, syncs and applies on the calling thread and returns a completed stage; it is
 * for the caller to put many commands into one entry. One background thread writes snapshots, makes
 * the next segment file and deletes old files.
 *
 * <p>A write or sync that fails, a full disk included, fails the log for good: that append is
 * uncertain and all later ones are refused. Everything acknowledged is there after a restart. The
 * log does not open on damage to anything that was acknowledged.
 */
public final class FileLog implements ReplicatedLog {

  static final Logger log = LoggerFactory.getLogger(FileLog.class);

  private static final long TERM = 1;
  private static final int SEGMENT_GROWTH = 4;
  private static final double PREPARE_AT_FILL = 0.5;
  private static final int SNAPSHOTS_KEPT = 2;

  private final Disk disk;
  private final FileLogOptions options;
  private final Executor background;
  private final LongSupplier salts;
  private final SegmentSupply supply;
  private final Deque<SegmentFile> sealed = new ArrayDeque<>();
  private final Deque<String> snapshots = new ArrayDeque<>();
  private @Nullable Segment active;
  private @Nullable Applier applier;
  private @Nullable Consumer<Role> roles;
  private @Nullable SnapshotCapture capture;

  private volatile LogStatus.State state = LogStatus.State.NEW;
  private volatile LogException.@Nullable Failed failure;
  private volatile @Nullable String snapshotFailure;
  private volatile boolean snapshotWanted;
  private volatile boolean snapshotUnderWay;
  private volatile long firstIndex = 1;
  private volatile long lastIndex;
  private volatile long snapshotIndex;
  private volatile long bytesSinceSnapshot;

  /** A log in a folder, which is created if need be; nothing is touched before the start. */
  public FileLog(Path folder, FileLogOptions options) {
    this(new FolderDisk(folder), options, new BackgroundThread(), new SecureRandom()::nextLong);
  }

  /**
   * A log on any disk.
   *
   * @param background runs tasks in order; closed with the log if it can be
   * @param salts gives a secret number for each segment
   */
  FileLog(Disk disk, FileLogOptions options, Executor background, LongSupplier salts) {
    this.disk = disk;
    this.options = options;
    this.background = background;
    this.salts = salts;
    this.supply = new SegmentSupply(disk, background);
  }

  @Override
  public void start(Applier applier, Consumer<Role> roles) throws IOException {
    if (state != LogStatus.State.NEW) {
      throw new IllegalStateException("a log is started once");
    }
    disk.lock();
    try {
      Recovery.Opened opened = new Recovery(disk, applier, salts, options).run();
      sealed.addAll(opened.sealed());
      snapshots.addAll(opened.snapshots());
      active = opened.active();
      lastIndex = opened.lastIndex();
      bytesSinceSnapshot = opened.bytesSinceSnapshot();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
    snapshotIndex = snapshots.isEmpty() ? 0 : SegmentFile.indexOf(snapshots.getLast());
    publishFirstIndex();
    this.applier = applier;
    this.roles = roles;
    state = LogStatus.State.RUNNING;
    roles.accept(new Role.Leader(TERM));
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    Segment segment = active;
    Applier machine = applier;
    if (state != LogStatus.State.RUNNING || segment == null || machine == null) {
      return CompletableFuture.failedStage(refusal());
    }
    int length = entry.remaining();
    if (length > options.entryBytesMax()) {
      return CompletableFuture.failedStage(
          new LogException.TooLarge(length, options.entryBytesMax()));
    }
    long index = lastIndex + 1;
    try {
      if (!segment.fits(length)) {
        segment = roll(segment, length);
      }
      segment.append(index, entry);
    } catch (IOException | RuntimeException | Error e) {
      return CompletableFuture.failedStage(
          fail("the log could not be written: " + e.getMessage(), e));
    }
    try {
      machine.apply(index, entry.asReadOnlyBuffer());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedStage(fail("the machine failed at index " + index, e));
    }
    lastIndex = index;
    long sinceSnapshot = bytesSinceSnapshot + length;
    bytesSinceSnapshot = sinceSnapshot;
    if (segment.fill() >= PREPARE_AT_FILL) {
      supply.prepare(nextCapacity(segment));
    }
    return CompletableFuture.completedFuture(index);
  }

  private long nextCapacity(Segment segment) {
    return Math.min(segment.file().capacity() * SEGMENT_GROWTH, options.segmentBytes());
  }

  /** The new segment is durable before the old one is sealed, and that before the next append. */
  private Segment roll(Segment old, int length) throws IOException {
    SegmentSupply.Supplied file = supply.take(Segment.capacityFor(length), nextCapacity(old));
    Segment next = Recovery.begin(disk, file, lastIndex + 1, salts, old.buffer());
    active = next;
    old.seal(lastIndex);
    old.close();
    sealed.add(old.file());
    publishFirstIndex();
    return next;
  }

  private void publishFirstIndex() {
    if (!sealed.isEmpty()) {
      firstIndex = sealed.getFirst().firstIndex();
    } else if (active != null) {
      firstIndex = active.file().firstIndex();
    }
  }

  private LogException fail(String reason, Throwable cause) {
    LogException.Failed why =
        new LogException.Failed(reason + "; mend that, then start the node again", cause);
    failure = why;
    state = LogStatus.State.FAILED;
    log.error("the log has failed: {}", why.getMessage(), cause);
    abandonCapture();
    if (roles != null) {
      roles.accept(new Role.Stopped(why));
    }
    return new LogException.Uncertain(reason, cause);
  }

  private LogException refusal() {
    if (state == LogStatus.State.NEW) {
      throw new IllegalStateException("the log is not started");
    }
    LogException.Failed why = failure;
    return why != null ? why : new LogException.Failed("the log is closed", null);
  }

  @Override
  public int pipelineDepth() {
    return 1;
  }

  @Override
  public CompletionStage<Long> readBarrier() {
    return state == LogStatus.State.RUNNING
        ? CompletableFuture.completedFuture(lastIndex)
        : CompletableFuture.failedStage(refusal());
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public boolean housekeep() {
    Applier machine = applier;
    if (state != LogStatus.State.RUNNING || machine == null) {
      return false;
    }
    try {
      return capture != null ? goOn(capture) : begin(machine);
    } catch (RuntimeException | Error e) {
      fail("the machine failed in a snapshot at index " + lastIndex, e);
      return false;
    }
  }

  private boolean begin(Applier machine) {
    long limit = options.snapshotAfterBytes();
    if (!snapshotWanted && (limit == 0 || bytesSinceSnapshot < limit)) {
      return false;
    }
    snapshotWanted = false;
    bytesSinceSnapshot = 0;
    if (lastIndex == snapshotIndex) {
      return false;
    }
    capture =
        new SnapshotCapture(
            lastIndex, machine.snapshot(), new FileSnapshotSink(disk, lastIndex), background);
    snapshotUnderWay = true;
    return true;
  }

  private boolean goOn(SnapshotCapture running) {
    running.pull();
    if (running.isOver()) {
      finish(running);
    }
    return capture != null || snapshotWanted;
  }

  private void finish(SnapshotCapture ended) {
    capture = null;
    snapshotUnderWay = false;
    Exception why = ended.failure();
    if (why != null) {
      ended.release();
      snapshotFailure = String.valueOf(why.getMessage());
      log.warn("gave up the snapshot at index {}; the log goes on", ended.index(), why);
      return;
    }
    snapshotFailure = null;
    snapshotIndex = ended.index();
    snapshots.add(FileSnapshotSink.name(snapshotIndex));
    forgetOld();
  }

  /**
   * Keeps two snapshots, and every segment that has an entry after the older one: should the newest
   * be found damaged, the older one and the log still give the whole state.
   */
  private void forgetOld() {
    while (snapshots.size() > SNAPSHOTS_KEPT) {
      discard(snapshots.removeFirst());
    }
    if (snapshots.size() < SNAPSHOTS_KEPT || active == null) {
      return;
    }
    long covered = SegmentFile.indexOf(snapshots.getFirst());
    while (!sealed.isEmpty()) {
      SegmentFile oldest = sealed.removeFirst();
      long next = (sealed.isEmpty() ? active.file() : sealed.getFirst()).firstIndex();
      if (next - 1 > covered) {
        sealed.addFirst(oldest);
        break;
      }
      discard(oldest.name());
    }
    publishFirstIndex();
  }

  /**
   * In order and each synced, so that a crash never leaves a gap between the files that are left.
   */
  private void discard(String name) {
    background.execute(
        () -> {
          try {
            disk.delete(name);
            disk.syncFolder();
          } catch (IOException e) {
            log.warn("could not delete {}, which is not needed any more", disk.path(name), e);
          }
        });
  }

  private void abandonCapture() {
    if (capture != null) {
      capture.abandon();
      capture = null;
      snapshotUnderWay = false;
    }
  }

  @Override
  public void requestSnapshot() {
    snapshotWanted = true;
  }

  @Override
  public LogStatus status() {
    return new LogStatus(
        state,
        firstIndex,
        lastIndex,
        snapshotIndex,
        bytesSinceSnapshot,
        snapshotUnderWay,
        Optional.ofNullable(snapshotFailure),
        Optional.ofNullable(failure).map(Throwable::getMessage));
  }

  @Override
  public void close() {
    if (state == LogStatus.State.CLOSED) {
      return;
    }
    boolean sound = state == LogStatus.State.RUNNING;
    state = LogStatus.State.CLOSED;
    abandonCapture();
    if (background instanceof BackgroundThread thread) {
      thread.close();
    }
    try {
      supply.close();
      if (active != null) {
        if (sound) {
          active.sync(); // the mark behind the last record
        }
        active.close();
      }
    } catch (IOException e) {
      log.warn("could not close the log cleanly; what was acknowledged is durable", e);
    } finally {
      disk.unlock();
    }
  }
}
