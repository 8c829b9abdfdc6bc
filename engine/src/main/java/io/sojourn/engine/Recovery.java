package io.sojourn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/*
 * What is told apart at the end of the last segment
 *
 * An entry is written only after the entry before it is durable, and a mark is written behind an
 * entry as soon as its sync returns. Hence:
 *
 * - A bad record with any good record or mark behind it was durable once, so it may have been
 *   acknowledged. It is damage, and the log does not open.
 * - A bad record at or below the index of a snapshot is damage too: only applied entries are in
 *   snapshots.
 * - A bad record with nothing good behind it is taken for the entry that was in flight. Nobody has
 *   been told that it is there, and it is overwritten with zeros.
 *
 * The third case is wrong only if the last acknowledged record is damaged and its mark is lost as
 * well. After the end of a process the mark is there, since the system keeps what was written. After a
 * power cut it is lost if nothing was synced and nothing written back since (seconds). See
 * docs/decisions/0002-file-log.md.
 */
/** Opens the files of a log: chooses a snapshot, replays the entries after it, settles the end. */
final class Recovery {

  static final String RESTORE =
      "Entries that were acknowledged can not be read. Restore the whole folder from a backup;"
          + " do not delete single files from it.";

  private static final String TEMPORARY_SUFFIX = ".tmp";
  private static final String DAMAGED_SUFFIX = ".damaged";

  /**
   * An open log.
   *
   * @param sealed all segments but the last, oldest first
   * @param snapshots names of the snapshots that are not known to be damaged, oldest first
   */
  record Opened(
      List<SegmentFile> sealed,
      Segment active,
      List<String> snapshots,
      long lastIndex,
      long bytesSinceSnapshot) {}

  private final Disk disk;
  private final Applier applier;
  private final LongSupplier salts;
  private final FileLogOptions options;
  private final List<SegmentFile> segments = new ArrayList<>();
  private final List<String> snapshots = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private long applied;
  private long bytesReplayed;
  private long durableIndex;

  Recovery(Disk disk, Applier applier, LongSupplier salts, FileLogOptions options) {
    this.disk = disk;
    this.applier = applier;
    this.salts = salts;
    this.options = options;
  }

  Opened run() throws IOException {
    readFolder();
    if (segments.isEmpty()) {
      if (!snapshots.isEmpty()) {
        throw missing(snapshots.getLast(), "there is a snapshot, but no segment (.log) at all");
      }
      return new Opened(List.of(), first(), List.of(), 0, 0);
    }
    restoreNewest();
    Segment active = replay();
    for (String name : damaged) {
      disk.rename(name, name + DAMAGED_SUFFIX);
      disk.syncFolder();
    }
    List<SegmentFile> sealed = List.copyOf(segments.subList(0, segments.size() - 1));
    return new Opened(sealed, active, List.copyOf(snapshots), applied, bytesReplayed);
  }

  private LogException.Damaged missing(String name, String what) {
    return new LogException.Damaged(disk.path(name), 0, what, RESTORE);
  }

  private void readFolder() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(TEMPORARY_SUFFIX)) {
        disk.delete(name);
      } else if (SegmentFile.isName(name, SegmentFile.SUFFIX)) {
        segments.add(SegmentFile.read(disk, name));
      } else if (SegmentFile.isName(name, SnapshotFile.SUFFIX)) {
        snapshots.add(name);
        durableIndex = SegmentFile.indexOf(name);
      }
    }
  }

  private Segment first() throws IOException {
    SegmentSupply supply = new SegmentSupply(disk, Runnable::run);
    return begin(
        disk, supply.take(0, options.firstSegmentBytes()), 1, salts, ByteBuffer.allocate(0));
  }

  /** Gives a file of zeros its header and its name; both are durable before the first record is. */
  static Segment begin(
      Disk disk,
      SegmentSupply.Supplied supplied,
      long firstIndex,
      LongSupplier salts,
      ByteBuffer buffer)
      throws IOException {
    SegmentFile segment = SegmentFile.of(firstIndex, supplied.capacity(), salts.getAsLong());
    supplied.file().write(0, segment.header());
    supplied.file().sync();
    disk.rename(SegmentSupply.NAME, segment.name());
    disk.syncFolder();
    return new Segment(segment, supplied.file(), SegmentFile.RECORDS_OFFSET, buffer);
  }

  private void restoreNewest() throws IOException {
    long oldest = segments.getFirst().firstIndex();
    while (!snapshots.isEmpty()) {
      String name = snapshots.getLast();
      try {
        SnapshotFile.check(disk, name);
      } catch (LogException.Damaged e) {
        FileLog.log.warn(
            "snapshot {} is damaged, going back to an older one or to the log alone: {}",
            e.file(),
            e.what());
        damaged.add(name);
        snapshots.removeLast();
        continue;
      }
      long index = SegmentFile.indexOf(name);
      if (index + 1 < oldest) {
        break;
      }
      try (InputStream content = SnapshotFile.content(disk, name)) {
        applier.restore(index, content);
      }
      applied = index;
      return;
    }
    if (oldest > 1) {
      throw missing(
          segments.getFirst().name(),
          "the log begins at index "
              + oldest
              + ", and there is no usable snapshot of what came before"
              + (damaged.isEmpty() ? "" : " (damaged: " + String.join(", ", damaged) + ")"));
    }
  }

  private Segment replay() throws IOException {
    int from = segments.size() - 1;
    while (segments.get(from).firstIndex() > applied + 1) {
      from--;
    }
    for (int i = from; i < segments.size() - 1; i++) {
      replaySealed(segments.get(i), segments.get(i + 1));
    }
    SegmentFile last = segments.getLast();
    DiskFile file = disk.open(last.name());
    try {
      return replayLast(last, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void apply(long index, ByteBuffer payload) {
    if (index > applied) {
      int length = payload.remaining();
      applier.apply(index, payload);
      applied = index;
      bytesReplayed += length;
    }
  }

  private void replaySealed(SegmentFile segment, SegmentFile next) throws IOException {
    String path = disk.path(segment.name());
    try (DiskFile file = disk.open(segment.name())) {
      SegmentScan.End end = new SegmentScan(segment, file, path).records(this::apply);
      if (end.lastIndex() >= next.firstIndex()) {
        throw missing(next.name(), "its entries are in " + segment.name() + " too");
      }
      if (end.lastIndex() < next.firstIndex() - 1) {
        throw end.closing() == RecordHeader.SEAL
            ? missing(
                next.name(), "the segment from index " + (end.lastIndex() + 1) + " is missing")
            : damagedAt(path, end.offset(), end.lastIndex() + 1);
      }
    }
  }

  private static LogException.Damaged damagedAt(String path, long offset, long index) {
    return new LogException.Damaged(
        path, offset, "the record of index " + index + ", which was durable, is damaged", RESTORE);
  }

  private Segment replayLast(SegmentFile last, DiskFile file) throws IOException {
    String path = disk.path(last.name());
    SegmentScan scan = new SegmentScan(last, file, path);
    SegmentScan.End end = scan.records(this::apply);
    if (end.closing() == RecordHeader.SEAL) {
      throw new LogException.Damaged(
          path,
          end.offset(),
          "the next segment, from index " + (end.lastIndex() + 1) + ", is missing",
          RESTORE);
    }
    SegmentScan.Rest rest = scan.rest(end);
    if (rest.recordOffset() >= 0 || end.lastIndex() < durableIndex) {
      throw damagedAt(path, end.offset(), end.lastIndex() + 1);
    }
    if (rest.dirty()) {
      FileLog.log.warn(
          "{}: cut the unfinished record of index {} at byte {}; it was never acknowledged",
          path,
          end.lastIndex() + 1,
          end.offset());
    }
    if (end.offset() == SegmentFile.RECORDS_OFFSET && segments.size() > 1) {
      sealBefore(segments.get(segments.size() - 2));
    }
    Segment active = new Segment(last, file, end.offset(), ByteBuffer.allocate(0));
    active.settle(end, rest);
    return active;
  }

  /** A crash between making a segment and sealing the one before leaves that one without a seal. */
  private void sealBefore(SegmentFile segment) throws IOException {
    String path = disk.path(segment.name());
    try (DiskFile file = disk.open(segment.name())) {
      SegmentScan.End end = new SegmentScan(segment, file, path).records((index, payload) -> {});
      if (end.closing() != RecordHeader.SEAL) {
        new Segment(segment, file, end.offset(), ByteBuffer.allocate(0)).seal(end.lastIndex());
      }
    }
  }
}
